package uk.org.rmatool.ner.extract;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.ner.engine.Extractor;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;

/** Says which entities a text has and where. */
final class ExtractResource {
  private static final int BYTES_A_CHARACTER = 12; // a surrogate pair, both escaped
  private static final int OTHER_BYTES = 16 * 1024;

  private final Extractor extractor;
  private final int maxText;

  /**
   * Reads texts of up to this many code points.
   *
   * @param maxText at most 10,000,000
   */
  ExtractResource(Extractor extractor, int maxText) {
    this.extractor = extractor;
    this.maxText = maxText;
  }

  Answer extract(Call call) throws IOException, InterruptedException {
    var body = call.json(maxText * BYTES_A_CHARACTER + OTHER_BYTES);
    if (!(body.get("text") instanceof JsonString string)) {
      throw PlatformException.invalidFields(
          List.of(new FieldError("text", "is required and must be a string.")));
    }
    var text = string.getString();
    if (text.codePointCount(0, text.length()) > maxText) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "The text is longer than %d characters, the most that is taken.".formatted(maxText));
    }
    var engines = Json.createArrayBuilder();
    extractor.names().forEach(engines::add);
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("entities", entities(text, extractor.entities(text)))
            .add("engines", engines)
            .build());
  }

  private static JsonArray entities(String text, List<Entity> entities) {
    var array = Json.createArrayBuilder();
    var offsets = new CodePoints(text);
    for (var entity : entities) {
      array.add(
          Json.createObjectBuilder()
              .add("text", entity.in(text))
              .add("type", entity.type().name())
              .add("start", offsets.before(entity.start()))
              .add("end", offsets.before(entity.end()))
              .add("score", BigDecimal.valueOf(entity.score()).setScale(4, RoundingMode.HALF_UP)));
    }
    return array.build();
  }
}
