package uk.org.rmatool.rag.collections;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;

/**
 * Which documents a search looks at: <code>{"author": "Ann", "kind": ["memo", "letter"], "year":
 * {"gte": 2020, "lt": 2024}}</code>, all of which must hold. <code>document_id</code> is the
 * document's id.
 */
final class Filter {
  static final int MAX_CONDITIONS = 32;
  static final int MAX_VALUES = 100;

  private static final Set<String> BOUNDS = Set.of("gt", "gte", "lt", "lte");

  private Filter() {}

  /** Passages of the documents for which the filter holds. */
  static Query query(JsonObject filter) {
    return query(Fields.PASSAGE, filter);
  }

  /**
   * Entries of the documents for which the filter holds.
   *
   * @param kind {@link Fields#PASSAGE} or {@link Fields#HEAD}
   */
  static Query query(Term kind, JsonObject filter) {
    if (filter.size() > MAX_CONDITIONS) {
      throw refused("filter", "has more than %d conditions.".formatted(MAX_CONDITIONS));
    }
    var all = new BooleanQuery.Builder();
    all.add(new TermQuery(kind), Occur.FILTER);
    filter.forEach((name, value) -> all.add(condition(name, value), Occur.FILTER));
    return all.build();
  }

  private static Query condition(String name, JsonValue value) {
    var field = name.equals("document_id") ? Fields.DOCUMENT : Fields.keyword(name);
    return switch (value) {
      case JsonArray list -> anyOf(name, field, list);
      case JsonObject range -> range(name, range);
      default -> new TermQuery(new Term(field, scalar(name, value)));
    };
  }

  private static Query anyOf(String name, String field, JsonArray list) {
    if (list.isEmpty() || list.size() > MAX_VALUES) {
      throw refused(name, "must have from 1 to %d values.".formatted(MAX_VALUES));
    }
    List<BytesRef> values = new ArrayList<>();
    list.forEach(value -> values.add(new BytesRef(scalar(name, value))));
    return new TermInSetQuery(field, values);
  }

  private static Query range(String name, JsonObject range) {
    double from = Double.NEGATIVE_INFINITY;
    double to = Double.POSITIVE_INFINITY;
    if (range.isEmpty() || !BOUNDS.containsAll(range.keySet())) {
      throw refused(name, "must be a value, a list of them, or numbers gt, gte, lt and lte.");
    }
    for (var bound : range.entrySet()) {
      if (!(bound.getValue() instanceof JsonNumber number)) {
        throw refused(name, bound.getKey() + " must be a number.");
      }
      double value = number.doubleValue();
      switch (bound.getKey()) {
        case "gt" -> from = Math.max(from, DoublePoint.nextUp(value));
        case "gte" -> from = Math.max(from, value);
        case "lt" -> to = Math.min(to, DoublePoint.nextDown(value));
        default -> to = Math.min(to, value);
      }
    }
    return DoublePoint.newRangeQuery(Fields.number(name), from, to);
  }

  /** How a single value is indexed, as a keyword. */
  static String scalar(String name, JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonNumber number -> Fields.plain(number);
      case JsonValue flag when flag.equals(JsonValue.TRUE) || flag.equals(JsonValue.FALSE) ->
          flag.toString();
      default -> throw refused(name, "must be a text, a number, true or false.");
    };
  }

  static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
