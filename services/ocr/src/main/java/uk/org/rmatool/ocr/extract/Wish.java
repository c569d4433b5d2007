package uk.org.rmatool.ocr.extract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.ocr.tesseract.Tesseract;
import uk.org.rmatool.service.http.Call;

/**
 * What a request's parameters ask for.
 *
 * @param engine who reads
 * @param language what is looked for, as eng+deu
 * @param segmentation tesseract's page segmentation mode
 * @param tsv whether tesseract's table is wanted instead of JSON
 * @param model the vision model to ask, if one is named
 */
record Wish(Engine engine, String language, int segmentation, boolean tsv, Optional<String> model) {
  enum Engine {
    TESSERACT,
    MODEL
  }

  private static final int AUTOMATIC = 3;
  private static final int MAX_NAME = 200;

  /** Mode 2 is not implemented in tesseract, 0 gives no text. */
  private static final List<Integer> SEGMENTATIONS =
      List.of(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);

  private static final Pattern LANGUAGES =
      Pattern.compile("[A-Za-z0-9_/]{1,40}(\\+[A-Za-z0-9_/]{1,40}){0,9}");

  /** Throws 422 for the first parameter that cannot be followed. */
  static Wish of(Call call, ExtractConfig config, Tesseract tesseract) {
    var engine = engine(call.parameter("engine").orElse("tesseract"));
    // In a query a + that is not encoded stands for a space.
    var language = call.parameter("language").orElse(config.language()).replace(' ', '+');
    if (!LANGUAGES.matcher(language).matches() || !tesseract.has(language)) {
      throw refused(
          "language",
          "must be of those that are installed, joined by +: %s."
              .formatted(String.join(", ", tesseract.languages().stream().sorted().toList())));
    }
    var tsv = format(call.parameter("format").orElse("json"));
    if (tsv && engine == Engine.MODEL) {
      throw refused("format", "must be json: a model says nothing of the layout.");
    }
    return new Wish(
        engine,
        language,
        segmentation(call.parameter("psm")),
        tsv,
        call.parameter("model").map(Wish::model));
  }

  private static Engine engine(String text) {
    for (var engine : Engine.values()) {
      if (engine.name().toLowerCase(Locale.ROOT).equals(text)) {
        return engine;
      }
    }
    throw refused("engine", "must be tesseract or model.");
  }

  private static boolean format(String text) {
    return switch (text) {
      case "json" -> false;
      case "tsv" -> true;
      default -> throw refused("format", "must be json or tsv.");
    };
  }

  private static int segmentation(Optional<String> text) {
    try {
      int mode = text.map(Integer::parseInt).orElse(AUTOMATIC);
      if (SEGMENTATIONS.contains(mode)) {
        return mode;
      }
    } catch (NumberFormatException e) {
      throw refused("psm", "must be a number.");
    }
    throw refused("psm", "must be 1 or from 3 to 13.");
  }

  private static String model(String name) {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw refused("model", "must be a name of at most %d characters.".formatted(MAX_NAME));
    }
    return name;
  }

  static PlatformException refused(String field, String message) {
    return PlatformException.invalidFields(List.of(new FieldError(field, message)));
  }
}
