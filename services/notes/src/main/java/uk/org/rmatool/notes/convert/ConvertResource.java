package uk.org.rmatool.notes.convert;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.notes.advice.Letter;
import uk.org.rmatool.notes.advice.Statement;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;

/** Turns notes into what a letter says, and the letter. */
final class ConvertResource {
  private static final int MAX_NAME = 200;
  private static final int MAX_BODY = 1024 * 1024;

  private final Converter converter;
  private final int maxNotes;

  ConvertResource(Converter converter, int maxNotes) {
    this.converter = converter;
    this.maxNotes = maxNotes;
  }

  Answer convert(Call call) throws IOException, InterruptedException {
    var fields = new JsonFields(call.json(MAX_BODY));
    var notes = fields.requiredText("notes", maxNotes);
    var clientName = fields.requiredText("client_name", MAX_NAME).strip();
    if (!clientName.isEmpty() && clientName.codePoints().anyMatch(Character::isISOControl)) {
      fields.refuse("client_name", "must be one line.");
    }
    fields.check();
    if (notes.isBlank()) {
      fields.refuse("notes", "is empty.");
    }
    if (clientName.isEmpty()) {
      fields.refuse("client_name", "is empty.");
    }
    fields.check();
    return Answer.json(200, answer(notes, clientName));
  }

  private JsonObject answer(String notes, String clientName) throws InterruptedException {
    var conversion = converter.convert(notes, clientName);
    var advice = conversion.advice();
    var deadlines = Json.createArrayBuilder();
    advice
        .deadlines()
        .forEach(
            it ->
                deadlines.add(
                    sourced(notes, it.start(), it.end())
                        .add("text", it.text())
                        .add("date", it.date())));
    var answer =
        Json.createObjectBuilder()
            .add("matters_discussed", statements(notes, advice.matters()))
            .add("our_actions", statements(notes, advice.ours()))
            .add("your_actions", statements(notes, advice.yours()))
            .add("deadlines", deadlines)
            .add("letter", Letter.of(clientName, advice))
            .add("method", conversion.model().isPresent() ? "llm" : "rules")
            .add("names_by", conversion.names());
    conversion.model().ifPresent(model -> answer.add("model", model));
    conversion.reason().ifPresent(reason -> answer.add("reason", reason));
    return answer.build();
  }

  private static JsonArray statements(String notes, List<Statement> statements) {
    var array = Json.createArrayBuilder();
    statements.forEach(
        it -> array.add(sourced(notes, it.start(), it.end()).add("text", it.text())));
    return array.build();
  }

  /** Offsets in answers count code points. */
  private static JsonObjectBuilder sourced(String notes, int start, int end) {
    return Json.createObjectBuilder()
        .add("source", notes.substring(start, end))
        .add("start", notes.codePointCount(0, start))
        .add("end", notes.codePointCount(0, end));
  }
}
