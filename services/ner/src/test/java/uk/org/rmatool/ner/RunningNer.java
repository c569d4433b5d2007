package uk.org.rmatool.ner;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import uk.org.rmatool.ner.LabelledTexts.Span;
import uk.org.rmatool.service.RunningProgram;

/** What tests ask of the running service. */
final class RunningNer {
  private RunningNer() {}

  static List<JsonObject> entities(RunningProgram service, String text) throws Exception {
    var answer = service.post("/extract", Json.createObjectBuilder().add("text", text).build());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    return RunningProgram.json(answer).getJsonArray("entities").getValuesAs(JsonObject.class);
  }

  static List<Span> spans(RunningProgram service, String text) throws Exception {
    return entities(service, text).stream()
        .map(e -> new Span(e.getString("type"), e.getInt("start"), e.getInt("end")))
        .toList();
  }

  static Scores scores(RunningProgram service) throws Exception {
    var scores = new Scores();
    for (var labelled : LabelledTexts.read()) {
      scores.add(labelled, spans(service, labelled.text()));
    }
    return scores;
  }
}
