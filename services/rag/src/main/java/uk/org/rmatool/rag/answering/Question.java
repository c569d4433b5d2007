package uk.org.rmatool.rag.answering;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.rag.collections.Collection;
import uk.org.rmatool.rag.collections.Passage;
import uk.org.rmatool.rag.collections.Search;
import uk.org.rmatool.rag.collections.Search.Mode;
import uk.org.rmatool.rag.embedding.MiniLm;

/** Reads what a request looks for, and finds it. */
final class Question {
  static final int MAX_BODY = 64 * 1024;
  private static final int USUAL_LIMIT = 5;

  private Question() {}

  /** The fields of both <code>/search</code> and <code>/ask</code>; the caller checks them. */
  static Search read(JsonFields fields, String name) {
    var text = fields.requiredText(name, Search.MAX_TEXT);
    if (text.isBlank()) {
      fields.refuse(name, "has no words.");
    }
    int limit = fields.integer("k", 1, Search.MAX_LIMIT).orElse(USUAL_LIMIT);
    JsonObject filter = fields.object("filter").orElse(JsonValue.EMPTY_JSON_OBJECT);
    return new Search(text, mode(fields), filter, limit);
  }

  private static Mode mode(JsonFields fields) {
    var text = fields.text("mode", 20).orElse("hybrid");
    for (var mode : Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    fields.refuse("mode", "must be hybrid, vector or keyword.");
    return Mode.HYBRID;
  }

  static List<Passage> find(Collection collection, Search search, MiniLm model)
      throws IOException, InterruptedException {
    float[] vector = search.mode() == Mode.KEYWORD ? new float[0] : model.embed(search.text());
    return collection.search(search, vector);
  }
}
