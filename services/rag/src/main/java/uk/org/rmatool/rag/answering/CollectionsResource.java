package uk.org.rmatool.rag.answering;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.StrictJson;
import uk.org.rmatool.rag.collections.Collection;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;

/** Makes, lists and removes collections. */
public final class CollectionsResource {
  private static final int MAX_BODY = 16 * 1024;
  private static final int MAX_DESCRIPTION = 1_000;

  private final Collections collections;

  public CollectionsResource(Collections collections) {
    this.collections = collections;
  }

  public Answer list(Call call) throws IOException {
    var list = Json.createArrayBuilder();
    for (var collection : collections.all()) {
      list.add(json(collection));
    }
    return Answer.json(200, Json.createObjectBuilder().add("collections", list).build());
  }

  /** 201 when it was made, 200 when it was there already. */
  public Answer make(Call call) throws IOException {
    byte[] body = call.body(MAX_BODY);
    var fields =
        new JsonFields(body.length == 0 ? JsonValue.EMPTY_JSON_OBJECT : StrictJson.parse(body));
    var description = fields.text("description", MAX_DESCRIPTION).orElse("");
    fields.check();
    boolean made = collections.make(call.segment("name"), description);
    return Answer.json(made ? 201 : 200, json(collections.get(call.segment("name"))));
  }

  public Answer get(Call call) throws IOException {
    return Answer.json(200, json(collections.get(call.segment("name"))));
  }

  public Answer remove(Call call) throws IOException {
    collections.remove(call.segment("name"));
    return Answer.json(
        200, Json.createObjectBuilder().add("removed", call.segment("name")).build());
  }

  private static JsonObject json(Collection collection) throws IOException {
    return Json.createObjectBuilder()
        .add("name", collection.name())
        .add("description", collection.description())
        .add("created", collection.created())
        .add("documents", collection.documents())
        .add("passages", collection.passages())
        .build();
  }
}
