package uk.org.rmatool.coordinator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.NodeId;

class OutcomeTest {
  private static final NodeId W1 = new NodeId("w1");

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "202 | {}                     | accepted    | The worker took the job",
        "200 | {'status':'accepted'}  | accepted    | The worker took the job",
        "200 | {'status':'completed'} | completed   | The job is done",
        "200 | {'status':'completed','result_bytes':70000} | completed | The job is done; its"
            + " result of 70000 bytes is too long to be told",
        "422 | {'detail':'no taker'}  | unsupported | The worker has no service for this job type",
        "503 | {'detail':'is full.'}  | busy        | is full.",
        "429 | {}                     | busy        | The worker answered 429",
        "502 | {'detail':'text: is required.'} | failed | text: is required.",
        "500 | []                     | failed      | The worker answered 500",
      })
  void whatAWorkerAnswersIsAnOutcome(int status, String said, String outcome, String message) {
    var body = said.equals("[]") ? JsonObject.EMPTY_JSON_OBJECT : json(said);
    var told = Outcome.of(W1, status, body);
    assertThat(told.status()).isEqualTo(outcome);
    assertThat(told.message()).isEqualTo(message);
    assertThat(told.isSuccess()).isEqualTo(status / 100 == 2);
  }

  @Test
  void whatAJobResultedInIsTold() {
    var told =
        Outcome.of(
            W1, 200, json("{'status':'completed','service':'ner','result':{'entities':[]}}"));
    assertThat(told.toJson())
        .hasToString(
            "{\"worker_id\":\"w1\",\"status\":\"completed\",\"message\":\"The job is done\","
                + "\"service\":\"ner\",\"result\":{\"entities\":[]}}");
    assertThat(told.withoutResult().toJson()).doesNotContainKey("result");
  }
}
