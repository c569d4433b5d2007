package uk.org.rmatool.ner;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.entities.EntityType;
import uk.org.rmatool.ner.engine.TinyModel;
import uk.org.rmatool.service.RunningProgram;

/** The real service over HTTP, with rules and an ONNX model of nine words. */
class NerServiceTest {
  private static final int MAX_TEXT = 2_000;

  @TempDir static Path model;
  private static RunningProgram service;

  @BeforeAll
  static void start() throws Exception {
    TinyModel.write(model);
    service =
        RunningProgram.start(
            NerMain.class,
            "--onnx",
            model.toString(),
            "--cache",
            "target/onnx-cache",
            "--max-text",
            Integer.toString(MAX_TEXT));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void entitiesComeWithTypeScoreAndOffsetsInCodePoints() throws Exception {
    var found = RunningNer.entities(service, "😀 Annabel Lee 🎉 paid £5 in Leeds, LS1 4DY");
    assertThat(found.stream().map(e -> e.getString("text")))
        .containsExactly("Annabel Lee", "£5", "Leeds", "LS1 4DY");
    var name = found.getFirst();
    assertThat(name.getString("type")).isEqualTo("PERSON");
    assertThat(name.getInt("start")).isEqualTo(2);
    assertThat(name.getInt("end")).isEqualTo(13);
    assertThat(name.getJsonNumber("score").doubleValue()).isBetween(0.9, 1.0);
    assertThat(found.get(1).getInt("start")).isEqualTo(21);
  }

  @Test
  void anAnswerNamesItsEngines() throws Exception {
    var answer =
        RunningProgram.json(service.post("/", Json.createObjectBuilder().add("text", "").build()));
    assertThat(answer.getJsonArray("engines").toString()).isEqualTo("[\"rules\",\"onnx\"]");
    assertThat(answer.getJsonArray("entities")).isEmpty();
    assertThat(service.health().getString("status")).isEqualTo("healthy");
    assertThat(service.health().getString("service")).isEqualTo("ner-extraction");
    assertThat(service.health().getJsonArray("engines")).hasSize(2);
  }

  @Test
  void aBroadcastJobIsDoneAsARequestIs() throws Exception {
    var job =
        Json.createObjectBuilder()
            .add("job_type", "extract-entities")
            .add("job_data", Json.createObjectBuilder().add("text", "Annabel Lee paid £5"));
    var done = RunningProgram.json(service.post("/jobs", job.build()));
    assertThat(done.getString("status")).isEqualTo("completed");
    var entities = done.getJsonObject("result").getJsonArray("entities");
    assertThat(entities.getJsonObject(0).getString("text")).isEqualTo("Annabel Lee");
    var empty = Json.createObjectBuilder().add("job_type", "extract-entities").build();
    assertThat(service.post("/jobs", empty).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"text\":null}", "{\"text\":7}", "[]"})
  void withoutATextThereIsNothingToRead(String body) throws Exception {
    assertThat(sent(body)).isEqualTo(422);
  }

  @Test
  void whatIsNoJsonOrTooLongIsRefused() throws Exception {
    assertThat(sent("{\"text\":")).isEqualTo(400);
    assertThat(sent("")).isEqualTo(400);
    assertThat(sent("{\"text\":\"%s\"}".formatted("😀".repeat(MAX_TEXT)))).isEqualTo(200);
    assertThat(sent("{\"text\":\"%s\"}".formatted("a".repeat(MAX_TEXT + 1)))).isEqualTo(413);
    assertThat(sent("{\"text\":\"%s\"}".formatted("a".repeat(90_000)))).isEqualTo(413);
  }

  @Test
  void loneSurrogatesAndControlCharactersAreCharactersToo() throws Exception {
    var answer = service.send(post("{\"text\":\"\\ud83d \\u0000 £5 \\udc00\"}"));
    assertThat(answer.statusCode()).isEqualTo(200);
    var money = RunningProgram.json(answer).getJsonArray("entities").getJsonObject(0);
    assertThat(money.getInt("start")).isEqualTo(4);
  }

  @Test
  void otherPathsAndMethodsAreProblems() throws Exception {
    assertThat(service.get("/nothing").statusCode()).isEqualTo(404);
    assertThat(service.get("/extract").statusCode()).isEqualTo(405);
  }

  @Test
  void theOpenApiDocumentHasEveryRouteAndType() throws Exception {
    var document = RunningProgram.json(service.get("/openapi"));
    assertThat(document.getJsonObject("paths").keySet())
        .containsExactlyInAnyOrder("/", "/extract", "/health", "/jobs", "/openapi");
    var types = document.getValue("/components/schemas/Entity/properties/type/enum").asJsonArray();
    var known =
        Stream.of(EntityType.values())
            .map(type -> (JsonValue) Json.createValue(type.name()))
            .toList();
    assertThat(types).containsExactlyElementsOf(known);
  }

  @Test
  void rulesKeepTheirPrecisionAndRecall() throws Exception {
    try (var rules = RunningProgram.start(NerMain.class)) {
      var scores = RunningNer.scores(rules);
      scores.print("ner-extraction by rules alone:");
      for (var type :
          List.of("DATE", "MONEY", "POSTCODE", "NI_NUMBER", "SORT_CODE", "ACCOUNT_NUMBER")) {
        assertThat(scores.precision(type)).as(type).isGreaterThanOrEqualTo(0.95);
        assertThat(scores.recall(type)).as(type).isGreaterThanOrEqualTo(0.95);
      }
    }
  }

  @Test
  void withoutItsModelsTheServiceDoesNotStart() throws Exception {
    var process =
        RunningProgram.launch(
            RunningProgram.onClassPath(NerMain.class), "--corenlp", model.toString());
    assertThat(process.waitFor()).isEqualTo(1);
    var wrong = RunningProgram.launch(RunningProgram.onClassPath(NerMain.class), "--timeout", "0");
    assertThat(wrong.waitFor()).isEqualTo(2);
  }

  private static int sent(String body) throws Exception {
    return service.send(post(body)).statusCode();
  }

  private static HttpRequest.Builder post(String body) {
    return service.request("/extract").POST(BodyPublishers.ofString(body));
  }
}
