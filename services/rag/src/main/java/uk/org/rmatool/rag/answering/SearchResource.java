package uk.org.rmatool.rag.answering;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.rag.collections.Passage;
import uk.org.rmatool.rag.embedding.MiniLm;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;

/** Finds passages. */
public final class SearchResource {
  private final Collections collections;
  private final MiniLm model;

  public SearchResource(Collections collections, MiniLm model) {
    this.collections = collections;
    this.model = model;
  }

  public Answer search(Call call) throws IOException, InterruptedException {
    var collection = collections.get(call.segment("name"));
    var fields = new JsonFields(call.json(Question.MAX_BODY));
    var search = Question.read(fields, "query");
    fields.check();
    var results = Json.createArrayBuilder();
    Question.find(collection, search, model).forEach(passage -> results.add(json(passage)));
    return Answer.json(200, Json.createObjectBuilder().add("results", results).build());
  }

  static JsonObjectBuilder json(Passage passage) {
    var json =
        Json.createObjectBuilder()
            .add("document_id", passage.document())
            .add("title", passage.title())
            .add("passage", passage.number())
            .add("start", passage.start())
            .add("end", passage.end());
    passage.page().ifPresent(page -> json.add("page", page));
    json.add("score", passage.score());
    passage.similarity().ifPresent(similarity -> json.add("similarity", similarity));
    return json.add("text", passage.text()).add("metadata", passage.metadata());
  }
}
