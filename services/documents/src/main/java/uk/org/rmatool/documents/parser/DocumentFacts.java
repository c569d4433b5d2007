package uk.org.rmatool.documents.parser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.EmptyParser;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.documents.protocol.Frames;

/** Reads what the service tells about a document out of Tika's metadata, within limits. */
final class DocumentFacts {
  /** Longest name or value, in characters; a longer one is cut. */
  static final int MAX_VALUE = 10_000;

  /** All names and values together, in characters; what comes after is left out. */
  static final int MAX_TOTAL = 500_000;

  private static final List<String> PAGE_COUNTS =
      List.of("xmpTPg:NPages", "meta:page-count", "Page-Count", "meta:slide-count", "Slide-Count");
  private static final String OCR_PAGES = "pdf:ocrPageCount";

  private DocumentFacts() {}

  /** The detected type without parameters; empty when detection did not get that far. */
  static String contentType(Metadata metadata) {
    var text = metadata.get(Metadata.CONTENT_TYPE);
    var type = text == null ? null : MediaType.parse(text);
    return type == null ? "" : type.getBaseType().toString();
  }

  static OptionalInt pages(Metadata metadata) {
    for (var name : PAGE_COUNTS) {
      var pages = number(metadata.get(name));
      if (pages.isPresent()) {
        return pages;
      }
    }
    return OptionalInt.empty();
  }

  static boolean wentThroughOcr(Metadata metadata) {
    return parsedBy(metadata, BoundedOcr.class.getName())
        || number(metadata.get(OCR_PAGES)).orElse(0) > 0;
  }

  /** Whether Tika has no parser for the document's type. */
  static boolean noParser(Metadata metadata) {
    return parsedBy(metadata, EmptyParser.class.getName());
  }

  static Map<String, List<String>> metadata(Metadata metadata) {
    var facts = new LinkedHashMap<String, List<String>>();
    int left = MAX_TOTAL;
    for (var name : new TreeSet<>(List.of(metadata.names()))) {
      var values = new ArrayList<String>();
      for (var value : metadata.getValues(name)) {
        var cut = cut(value);
        left -= cut.length();
        if (left >= 0 && values.size() < Frames.MAX_METADATA) {
          values.add(cut);
        }
      }
      left -= cut(name).length();
      if (left < 0 || facts.size() >= Frames.MAX_METADATA) {
        break;
      }
      facts.put(cut(name), values);
    }
    return facts;
  }

  private static boolean parsedBy(Metadata metadata, String parser) {
    return List.of(metadata.getValues(TikaCoreProperties.TIKA_PARSED_BY)).contains(parser);
  }

  private static String cut(String text) {
    return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE);
  }

  private static OptionalInt number(@Nullable String text) {
    try {
      int number = text == null ? -1 : Integer.parseInt(text.strip());
      return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
