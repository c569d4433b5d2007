package uk.org.rmatool.ner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.ner.LabelledTexts.Labelled;
import uk.org.rmatool.ner.LabelledTexts.Span;

/** Precision and recall for each type; a span counts when type and both ends are right. */
final class Scores {
  private static final class Counts {
    int right;
    int missed;
    int invented;

    double precision() {
      return right + invented == 0 ? 1 : (double) right / (right + invented);
    }

    double recall() {
      return right + missed == 0 ? 1 : (double) right / (right + missed);
    }
  }

  private final Map<String, Counts> byType = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();

  void add(Labelled labelled, List<Span> found) {
    for (var span : labelled.spans()) {
      if (found.contains(span)) {
        counts(span).right++;
      } else {
        counts(span).missed++;
        errors.add("missed " + named(labelled, span));
      }
    }
    for (var span : found) {
      if (!labelled.spans().contains(span)) {
        counts(span).invented++;
        errors.add("invented " + named(labelled, span));
      }
    }
  }

  double precision(String type) {
    return byType.get(type).precision();
  }

  double recall(String type) {
    return byType.get(type).recall();
  }

  /** Says all of it on standard output. */
  void print(String title) {
    System.out.println(title);
    byType.forEach(
        (type, counts) ->
            System.out.printf(
                "  %-15s precision %.2f  recall %.2f  (%d right, %d missed, %d invented)%n",
                type,
                counts.precision(),
                counts.recall(),
                counts.right,
                counts.missed,
                counts.invented));
    System.out.println("  " + String.join("; ", errors));
  }

  private Counts counts(Span span) {
    return byType.computeIfAbsent(span.type(), type -> new Counts());
  }

  private static String named(Labelled labelled, Span span) {
    var text = labelled.text();
    return span.type()
        + " '"
        + text.substring(
            text.offsetByCodePoints(0, span.start()), text.offsetByCodePoints(0, span.end()))
        + "'";
  }
}
