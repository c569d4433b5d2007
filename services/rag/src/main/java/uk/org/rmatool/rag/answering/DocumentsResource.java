package uk.org.rmatool.rag.answering;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.api.StrictJson;
import uk.org.rmatool.rag.collections.Collection;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.rag.collections.DocumentInfo;
import uk.org.rmatool.rag.collections.Entry;
import uk.org.rmatool.rag.collections.Entry.Piece;
import uk.org.rmatool.rag.embedding.MiniLm;
import uk.org.rmatool.rag.reading.DocumentProcessing;
import uk.org.rmatool.service.chunking.Chunker;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;
import uk.org.rmatool.service.upload.Uploads;

/** Takes documents into collections, as text or as files, lists and removes them. */
public final class DocumentsResource {
  private static final int MAX_LIST = 500;
  private static final int MAX_TITLE = 500;
  private static final int MAX_METADATA = 16 * 1024;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  private final Collections collections;
  private final MiniLm model;
  private final Chunker chunker;
  private final int maxText;
  private final Uploads uploads;
  private final DocumentProcessing reader;

  /**
   * What it needs.
   *
   * @param maxText longest text of a document, in characters
   * @param uploads where files go until they have been read
   */
  public DocumentsResource(
      Collections collections,
      MiniLm model,
      Chunker chunker,
      int maxText,
      Uploads uploads,
      DocumentProcessing reader) {
    this.collections = collections;
    this.model = model;
    this.chunker = chunker;
    this.maxText = maxText;
    this.uploads = uploads;
    this.reader = reader;
  }

  /** JSON with a text, or a file as a form's part or as the body. */
  public Answer put(Call call) throws IOException, InterruptedException {
    var collection = collections.get(call.segment("name"));
    var type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("application/json")
        ? putText(call, collection)
        : putFile(call, collection);
  }

  private Answer putText(Call call, Collection collection)
      throws IOException, InterruptedException {
    // a character is at most six bytes of JSON
    var fields = new JsonFields(call.json(Math.min(16 << 20, maxText * 6 + MAX_METADATA)));
    var text = fields.requiredText("text", maxText);
    var title = fields.text("title", MAX_TITLE).orElse("");
    var id = fields.text("id", MAX_TITLE);
    var metadata = fields.object("metadata").orElse(JsonValue.EMPTY_JSON_OBJECT);
    fields.check();
    var key = id.isPresent() ? id.get() : hash(text.getBytes(UTF_8));
    var entry = new Entry(checked(key), title, metadata, Piece.of(text, chunker));
    return put(collection, entry, false);
  }

  private Answer putFile(Call call, Collection collection)
      throws IOException, InterruptedException {
    uploads.checkHeaders(call.request());
    var metadata =
        call.parameter("metadata")
            .map(json -> StrictJson.parse(json.getBytes(UTF_8)))
            .orElse(JsonValue.EMPTY_JSON_OBJECT);
    try (var upload = uploads.receive(call.request())) {
      var read = reader.read(upload);
      var title = call.parameter("title").or(read::title).orElse(upload.fileName());
      var id = call.parameter("id");
      var entry =
          new Entry(
              checked(id.isPresent() ? id.get() : hash(upload.file())),
              title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE) : title,
              metadata,
              read.passages());
      return put(collection, entry, read.truncated());
    }
  }

  private Answer put(Collection collection, Entry entry, boolean truncated)
      throws IOException, InterruptedException {
    if (entry.passages().isEmpty()) {
      throw refused("text", "has no words to be found by.");
    }
    collection.check(entry);
    boolean replaced = collection.put(entry, model.embed(entry.readings()).vectors());
    return Answer.json(
        replaced ? 200 : 201,
        Json.createObjectBuilder(
                json(
                    new DocumentInfo(
                        entry.id(), entry.title(), entry.metadata(), entry.passages().size())))
            .add("replaced", replaced)
            .add("truncated", truncated)
            .build());
  }

  public Answer list(Call call) throws IOException {
    var after = call.parameter("after").orElse("");
    int limit = limit(call.parameter("limit"));
    var page = collections.get(call.segment("name")).list(after, limit);
    var list = Json.createArrayBuilder();
    page.forEach(info -> list.add(json(info)));
    var answer = Json.createObjectBuilder().add("documents", list);
    if (page.size() == limit) {
      answer.add("next_after", page.getLast().id());
    }
    return Answer.json(200, answer.build());
  }

  public Answer get(Call call) throws IOException {
    return collections
        .get(call.segment("name"))
        .find(call.segment("id"))
        .map(info -> Answer.json(200, json(info)))
        .orElseThrow(DocumentsResource::none);
  }

  public Answer remove(Call call) throws IOException {
    if (!collections.get(call.segment("name")).remove(call.segment("id"))) {
      throw none();
    }
    return Answer.json(200, Json.createObjectBuilder().add("removed", call.segment("id")).build());
  }

  /** Removes those for which the filter holds, which is JSON in the address. */
  public Answer removeAll(Call call) throws IOException {
    var filter =
        call.parameter("filter")
            .map(json -> StrictJson.parse(json.getBytes(UTF_8)))
            .orElseThrow(() -> refused("filter", "is required."));
    int removed = collections.get(call.segment("name")).remove(filter);
    return Answer.json(200, Json.createObjectBuilder().add("removed", removed).build());
  }

  private static int limit(Optional<String> text) {
    try {
      int limit = text.map(Integer::parseInt).orElse(100);
      if (limit >= 1 && limit <= MAX_LIST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw refused("limit", "must be a whole number.");
    }
    throw refused("limit", "must be from 1 to %d.".formatted(MAX_LIST));
  }

  private static String checked(String id) {
    if (!ID.matcher(id).matches()) {
      throw refused("id", "must be letters, digits, . _ : and -, at most 128.");
    }
    return id;
  }

  private static JsonObject json(DocumentInfo info) {
    return Json.createObjectBuilder()
        .add("id", info.id())
        .add("title", info.title())
        .add("metadata", info.metadata())
        .add("passages", info.passages())
        .build();
  }

  private static PlatformException none() {
    return new PlatformException(
        ProblemType.NOT_FOUND, "There is no document of this id in the collection.");
  }

  private static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content)).substring(0, 32);
  }

  private static String hash(Path file) throws IOException {
    var digest = sha256();
    try (var in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
