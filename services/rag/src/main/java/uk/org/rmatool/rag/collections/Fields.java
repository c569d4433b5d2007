package uk.org.rmatool.rag.collections;

import static uk.org.rmatool.rag.collections.Filter.refused;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import uk.org.rmatool.api.StrictJson;

/** How documents and passages stand in the index. */
final class Fields {
  static final String DOCUMENT = "document";
  static final String ORDER = "order";
  static final String WORDS = "words";
  static final String VECTOR = "vector";

  /** What every passage has, and what every document has beside its passages. */
  static final Term PASSAGE = new Term("kind", "passage");

  static final Term HEAD = new Term("kind", "document");

  static final int MAX_METADATA = 32;
  static final int MAX_VALUE = 500;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
  private static final String TEXT = "text";
  private static final String TITLE = "title";
  private static final String METADATA = "metadata";
  private static final String PASSAGES = "passages";
  private static final String NUMBER = "number";
  private static final String START = "start";
  private static final String END = "end";
  private static final String PAGE = "page";

  private Fields() {}

  static String keyword(String name) {
    return "m." + name;
  }

  static String number(String name) {
    return "n." + name;
  }

  /** A number in one notation, whether it came as 1, 1.0 or 1e0. */
  static String plain(JsonNumber number) {
    return Double.toString(number.doubleValue());
  }

  /** 422 when documents cannot be filtered by this. */
  static void check(JsonObject metadata) {
    if (metadata.size() > MAX_METADATA) {
      throw refused(METADATA, "has more than %d members.".formatted(MAX_METADATA));
    }
    metadata.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw refused(METADATA, "has a member whose name is not letters, digits, _ . and -.");
          }
          values(name, value)
              .forEach(
                  item -> {
                    if (Filter.scalar(METADATA + "." + name, item).length() > MAX_VALUE) {
                      throw refused(
                          METADATA + "." + name,
                          "is longer than %d characters.".formatted(MAX_VALUE));
                    }
                  });
        });
  }

  /** The document's own entry, and one for each passage after it. */
  static List<Document> of(Entry entry, List<float[]> vectors) {
    var all = new ArrayList<Document>();
    var head = common(entry, HEAD);
    head.add(new SortedDocValuesField(ORDER, new BytesRef(entry.id())));
    head.add(new StoredField(PASSAGES, entry.passages().size()));
    all.add(head);
    for (int i = 0; i < entry.passages().size(); i++) {
      var piece = entry.passages().get(i);
      var passage = common(entry, PASSAGE);
      passage.add(new StoredField(TEXT, piece.text()));
      passage.add(new TextField(WORDS, entry.title() + "\n" + piece.text(), Store.NO));
      passage.add(
          new KnnFloatVectorField(VECTOR, vectors.get(i), VectorSimilarityFunction.DOT_PRODUCT));
      passage.add(new StoredField(NUMBER, i));
      passage.add(new StoredField(START, piece.start()));
      passage.add(new StoredField(END, piece.end()));
      piece.page().ifPresent(page -> passage.add(new StoredField(PAGE, page)));
      all.add(passage);
    }
    return all;
  }

  private static Document common(Entry entry, Term kind) {
    var fields = new Document();
    fields.add(new StringField(kind.field(), kind.text(), Store.NO));
    fields.add(new StringField(DOCUMENT, entry.id(), Store.YES));
    fields.add(new StoredField(TITLE, entry.title()));
    fields.add(new StoredField(METADATA, entry.metadata().toString()));
    entry
        .metadata()
        .forEach(
            (name, value) -> {
              for (var item : values(name, value)) {
                fields.add(new StringField(keyword(name), Filter.scalar(name, item), Store.NO));
                if (item instanceof JsonNumber number) {
                  fields.add(new DoublePoint(number(name), number.doubleValue()));
                }
              }
            });
    return fields;
  }

  private static List<JsonValue> values(String name, JsonValue value) {
    if (!(value instanceof JsonArray list)) {
      return List.of(value);
    }
    if (list.size() > Filter.MAX_VALUES) {
      throw refused(name, "has more than %d values.".formatted(Filter.MAX_VALUES));
    }
    return list;
  }

  static DocumentInfo documentInfo(StoredFields index, int number) throws IOException {
    var fields = index.document(number);
    return new DocumentInfo(
        fields.get(DOCUMENT),
        fields.get(TITLE),
        metadata(fields),
        fields.getField(PASSAGES).numericValue().intValue());
  }

  static Passage passage(StoredFields index, int number, double score, OptionalDouble similarity)
      throws IOException {
    var fields = index.document(number);
    var page = fields.getField(PAGE);
    return new Passage(
        fields.get(DOCUMENT),
        fields.get(TITLE),
        metadata(fields),
        fields.getField(NUMBER).numericValue().intValue(),
        fields.getField(START).numericValue().intValue(),
        fields.getField(END).numericValue().intValue(),
        page == null ? OptionalInt.empty() : OptionalInt.of(page.numericValue().intValue()),
        fields.get(TEXT),
        score,
        similarity);
  }

  private static JsonObject metadata(Document fields) {
    return StrictJson.parse(fields.get(METADATA).getBytes(StandardCharsets.UTF_8));
  }
}
