package uk.org.rmatool.ner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The labelled texts of this module's tests. */
final class LabelledTexts {
  private static final Pattern MARK = Pattern.compile("\\{([A-Z_]+)\\|([^}]*)}");

  /** An entity, its offsets in Unicode code points. */
  record Span(String type, int start, int end) {}

  record Labelled(String text, List<Span> spans) {}

  private LabelledTexts() {}

  static List<Labelled> read() throws Exception {
    try (var in = LabelledTexts.class.getResourceAsStream("labelled.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(LabelledTexts::parse)
          .toList();
    }
  }

  private static Labelled parse(String line) {
    var text = new StringBuilder();
    var spans = new ArrayList<Span>();
    var mark = MARK.matcher(line);
    while (mark.find()) {
      mark.appendReplacement(text, "");
      int start = text.codePointCount(0, text.length());
      text.append(mark.group(2));
      spans.add(new Span(mark.group(1), start, text.codePointCount(0, text.length())));
    }
    mark.appendTail(text);
    return new Labelled(text.toString(), spans);
  }
}
