package uk.org.rmatool.documents.extract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.documents.protocol.ReadOptions;
import uk.org.rmatool.documents.protocol.ReadOptions.Ocr;
import uk.org.rmatool.service.chunking.Chunker;
import uk.org.rmatool.service.http.Call;

/**
 * What a request's parameters ask for.
 *
 * @param options which pages, and how
 * @param chunker how the text is to be cut into passages, if it is
 */
record Wish(ReadOptions options, Optional<Chunker> chunker) {
  private static final Pattern PAGES = Pattern.compile("(\\d{1,6})(?:(-)(\\d{1,6})?)?");
  private static final int USUAL_OVERLAP = 150;

  /** Throws 422 for the first parameter that cannot be followed. */
  static Wish of(Call call, int maxOcr) {
    var ocr = ocr(call.parameter("ocr").orElse("auto"));
    var pages = call.parameter("pages");
    return new Wish(
        pages.isPresent()
            ? pages(pages.get(), ocr, maxOcr)
            : new ReadOptions(1, ReadOptions.TO_THE_END, ocr, maxOcr),
        call.parameter("chunk_size").map(size -> chunker(size, call.parameter("chunk_overlap"))));
  }

  private static Ocr ocr(String text) {
    for (var ocr : Ocr.values()) {
      if (ocr.name().toLowerCase(Locale.ROOT).equals(text)) {
        return ocr;
      }
    }
    throw refused("ocr", "must be auto, never or only.");
  }

  private static ReadOptions pages(String text, Ocr ocr, int maxOcr) {
    var range = PAGES.matcher(text);
    if (!range.matches()) {
      throw refused("pages", "must be a page or a range of pages, as 3, 3-7 or 3-.");
    }
    int first = Integer.parseInt(range.group(1));
    int last =
        range.group(3) != null
            ? Integer.parseInt(range.group(3))
            : range.group(2) != null ? ReadOptions.TO_THE_END : first;
    if (first < 1 || last < first) {
      throw refused("pages", "must begin at 1 or later and not end before it begins.");
    }
    return new ReadOptions(first, last, ocr, maxOcr);
  }

  private static Chunker chunker(String size, Optional<String> overlap) {
    try {
      int characters = Integer.parseInt(size);
      int usual = Math.min(USUAL_OVERLAP, characters / 4);
      return new Chunker(characters, overlap.map(Integer::parseInt).orElse(usual));
    } catch (NumberFormatException e) {
      throw refused("chunk_size", "and chunk_overlap must be whole numbers.");
    } catch (IllegalArgumentException e) {
      throw refused("chunk_size", "cannot be so: " + e.getMessage());
    }
  }

  private static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
