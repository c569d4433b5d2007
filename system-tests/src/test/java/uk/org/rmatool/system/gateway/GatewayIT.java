package uk.org.rmatool.system.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Applications that speak OpenAI's protocol need not know that workers come and go. */
@ExtendWith(SharedPlatform.class)
@Timeout(120)
class GatewayIT {
  private static final String CHAT = "/v1/chat/completions";
  private static final String LLM = "llm-inference";
  private static final int STREAMS = 60;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String model = "org/model " + UUID.randomUUID();
  private final List<ModelWorker> workers = new ArrayList<>();
  private Http router;

  @BeforeEach
  void find(Platform platform) {
    router = platform.router();
  }

  @AfterEach
  void leave() {
    workers.forEach(ModelWorker::close);
  }

  private ModelWorker join(String service, String... models) throws IOException {
    var worker = new ModelWorker(router, service, models);
    workers.add(worker);
    return worker;
  }

  private String chat(String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]%s}"
        .formatted(model, more.replace('\'', '"'));
  }

  private BufferedReader stream(String path, String body) {
    var response = router.open("POST", path, BodyPublishers.ofString(body));
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return lines(response.body());
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** What a client makes of a stream. */
  private static final class Heard {
    final StringBuilder text = new StringBuilder();
    final HashSet<String> ids = new HashSet<>();
    final List<JsonObject> chunks = new ArrayList<>();
    int roles;
    int done;
    int comments;

    Heard readOn(BufferedReader lines, int words) throws IOException {
      for (int heard = 0; heard < words; ) {
        var line = lines.readLine();
        if (line == null) {
          return this;
        }
        heard += hear(line);
      }
      return this;
    }

    /** Gives how many words it has. */
    private int hear(String line) {
      if (line.startsWith(":")) {
        comments++;
      } else if (line.equals("data: [DONE]")) {
        done++;
      } else if (line.startsWith("data: ")) {
        return hear(json(line.substring("data: ".length())));
      }
      return 0;
    }

    private int hear(JsonObject chunk) {
      chunks.add(chunk);
      if (!chunk.containsKey("choices") || chunk.getJsonArray("choices").isEmpty()) {
        return 0;
      }
      ids.add(chunk.getString("id") + chunk.getInt("created"));
      var choice = chunk.getJsonArray("choices").getJsonObject(0);
      var said = choice.containsKey("delta") ? choice.getJsonObject("delta") : choice;
      roles += said.containsKey("role") ? 1 : 0;
      var word =
          said.get("content") instanceof JsonString content
              ? content.getString()
              : said.getString("text", "");
      text.append(word);
      return word.isEmpty() ? 0 : 1;
    }
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static void assertError(Answer answer, int status, String code) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    var error = answer.object().getJsonObject("error");
    assertThat(error.getString("message")).isNotBlank();
    assertThat(error.getString("type")).isNotBlank();
    assertThat(error.getString("code")).isEqualTo(code);
  }

  private JsonObject usage() {
    return Await.value(
        "usage of " + model,
        SOON,
        () ->
            router
                .get("/api/admin/usage?model=" + model.replace(" ", "%20"))
                .object()
                .getJsonArray("usage")
                .getValuesAs(JsonObject.class)
                .stream()
                .findFirst());
  }

  private static List<String> workers(JsonObject usage) {
    return usage.getJsonArray("workers").getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .toList();
  }

  @Test
  void theModelsAreThoseOfAllWorkers() throws IOException {
    var other = "other-" + UUID.randomUUID();
    join(LLM, model);
    var second = join(LLM, model, other);
    assertThat(ModelWorker.known(router)).contains(model, other).doesNotHaveDuplicates();
    var one = router.get("/v1/models/" + model.replace(" ", "%20"));
    assertThat(one.object().getString("id")).isEqualTo(model);
    second.says(List.of(model));
    Await.until(
        "what nobody has any more is gone", SOON, () -> !ModelWorker.known(router).contains(other));
    assertError(router.get("/v1/models/" + other), 404, "model_not_found");
  }

  @Test
  void aRequestGoesToAWorkerThatHasTheModel() throws IOException {
    var wrong = join(LLM, "other-" + UUID.randomUUID());
    var right = join(LLM, model);
    for (int i = 0; i < 10; i++) {
      var answer = router.post(CHAT, chat(""));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(answer.object().getString("worker")).isEqualTo(right.id());
      assertThat(
              answer
                  .object()
                  .getJsonArray("choices")
                  .getJsonObject(0)
                  .getJsonObject("message")
                  .getString("content"))
          .isEqualTo(ModelWorker.text("Hello"));
    }
    assertThat(wrong.asked()).isEmpty();
    assertThat(right.asked().getFirst()).isEqualTo(json(chat("")));
    var usage = usage();
    assertThat(usage.getString("outcome")).isEqualTo("completed");
    assertThat(usage.getInt("prompt_tokens")).isEqualTo(5);
    assertThat(usage.getInt("completion_tokens")).isEqualTo(ModelWorker.WORDS);
    assertThat(workers(usage)).containsExactly(right.id());
  }

  @Test
  void embeddingsAreAskedWhereTheModelIs() throws IOException {
    var worker = join("rag-embeddings", model);
    var body = "{\"model\":\"%s\",\"input\":\"Ada\"}".formatted(model);
    assertThat(router.post("/v1/embeddings", body).object().getString("worker"))
        .isEqualTo(worker.id());
    assertThat(usage().getString("service")).isEqualTo("rag-embeddings");
    assertError(router.post(CHAT, chat("")), 404, "model_not_found");
  }

  @Test
  void aStreamComesWordByWord() throws IOException {
    var heardFirst = new CountDownLatch(1);
    join(LLM, model).waitingAfterTheFirstWordFor(heardFirst);
    try (var lines = stream(CHAT, chat(",'stream':true,'max_tokens':30"))) {
      var heard = new Heard().readOn(lines, 1);
      heardFirst.countDown();
      heard.readOn(lines, Integer.MAX_VALUE);
      assertThat(ModelWorker.text("Hello")).startsWith(heard.text);
      assertThat(heard.chunks).hasSize(1 + 30 + 1);
      assertThat(heard.done).isEqualTo(1);
    }
    assertThat(usage().getInt("first_token_ms")).isLessThan(usage().getInt("duration_ms"));
  }

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false"})
  void aStreamSurvivesItsWorker(boolean chat, boolean whole) throws IOException {
    var first = join(LLM, model).dyingAfter(7);
    var body =
        chat
            ? chat(",'stream':true,'stream_options':{'include_usage':%s}".formatted(whole))
            : "{\"model\":\"%s\",\"prompt\":\"Hello|\",\"max_tokens\":40,\"stream\":true}"
                .formatted(model);
    try (var lines = stream(chat ? CHAT : "/v1/completions", body)) {
      var heard = new Heard().readOn(lines, 7);
      var second = join(LLM, model);
      first.kill();
      heard.readOn(lines, Integer.MAX_VALUE);
      assertThat(heard.text.toString()).isEqualTo(ModelWorker.text(chat ? "Hello" : "Hello|"));
      assertThat(heard.ids).as("one answer").hasSize(1);
      assertThat(heard.roles).isEqualTo(chat ? 1 : 0);
      assertThat(heard.done).isEqualTo(1);
      if (whole) {
        assertThat(heard.chunks.getLast().getJsonObject("usage").getInt("completion_tokens"))
            .isEqualTo(ModelWorker.WORDS);
      }
      if (!chat) {
        assertThat(second.asked().getLast().getInt("max_tokens")).isLessThan(40);
      }
      var usage = usage();
      assertThat(workers(usage)).startsWith(first.id()).endsWith(second.id());
      assertThat(usage.getString("outcome")).isEqualTo("completed");
      assertThat(usage.getInt("completion_tokens")).isEqualTo(ModelWorker.WORDS);
    }
  }

  @Test
  void manyStreamsSurviveTheDeathOfOneOfThreeWorkers() throws Exception {
    var slow = Duration.ofMillis(40);
    var first = join(LLM, model).pausing(slow);
    join(LLM, model).pausing(slow);
    join(LLM, model).pausing(slow);
    var under = new CountDownLatch(STREAMS);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var texts = new ArrayList<Future<Heard>>();
      for (int i = 0; i < STREAMS; i++) {
        var body = chat(",'stream':true").replace("Hello", "Hello " + i);
        texts.add(
            clients.submit(
                () -> {
                  try (var lines = stream(CHAT, body)) {
                    var heard = new Heard().readOn(lines, 3);
                    under.countDown();
                    return heard.readOn(lines, Integer.MAX_VALUE);
                  }
                }));
      }
      assertThat(under.await(60, TimeUnit.SECONDS)).as("all are under way").isTrue();
      assertThat(first.asked()).as("the first has some of them").isNotEmpty();
      first.kill();
      for (int i = 0; i < STREAMS; i++) {
        var heard = texts.get(i).get(60, TimeUnit.SECONDS);
        assertThat(heard.text.toString()).isEqualTo(ModelWorker.text("Hello " + i));
        assertThat(heard.ids).hasSize(1);
        assertThat(heard.done).isEqualTo(1);
      }
    }
  }

  @Test
  void aStreamWaitsForAnotherWorkerThatHasTheModel() throws IOException {
    var first = join(LLM, model).dyingAfter(3);
    try (var lines = stream(CHAT, chat(",'stream':true"))) {
      var heard = new Heard().readOn(lines, 3);
      first.kill();
      join(LLM, model);
      heard.readOn(lines, Integer.MAX_VALUE);
      assertThat(heard.text.toString()).isEqualTo(ModelWorker.text("Hello"));
    }
  }

  @Test
  void whatCannotBeContinuedEndsWithAnError() throws IOException {
    var first = join(LLM, model).dyingAfter(7);
    try (var lines = stream(CHAT, chat(",'stream':true,'n':2"))) {
      var heard = new Heard().readOn(lines, 7);
      join(LLM, model);
      first.kill();
      heard.readOn(lines, Integer.MAX_VALUE);
      assertThat(heard.done).isZero();
      assertThat(heard.chunks.getLast().getJsonObject("error").getString("code"))
          .isEqualTo("stream_interrupted");
    }
    assertThat(usage().getString("outcome")).isEqualTo("failed");
  }

  @Test
  void aSilentStreamIsKeptOpen() throws IOException {
    join(LLM, model).silentFor(Duration.ofSeconds(4)).pausing(Duration.ofMillis(1));
    try (var lines = stream(CHAT, chat(",'stream':true"))) {
      var heard = new Heard().readOn(lines, Integer.MAX_VALUE);
      assertThat(heard.comments).isGreaterThanOrEqualTo(2);
      assertThat(heard.text.toString()).isEqualTo(ModelWorker.text("Hello"));
    }
  }

  @Test
  void aClientThatLeavesEndsTheCallAtTheWorker() throws Exception {
    var worker = join(LLM, model).pausing(Duration.ofMillis(500));
    try (var lines = stream(CHAT, chat(",'stream':true"))) {
      assertThat(new Heard().readOn(lines, 1).text.toString()).isNotEmpty();
    }
    assertThat(worker.awaitClientLeft()).as("the worker was told").isTrue();
    assertThat(usage().getString("outcome")).isEqualTo("client_left");
  }

  @Test
  void aClientThatLeavesInSilenceEndsTheCallToo() throws Exception {
    var worker = join(LLM, model).silentFor(Duration.ofSeconds(6)).pausing(Duration.ofMillis(50));
    try (var lines = stream(CHAT, chat(",'stream':true"))) {
      assertThat(lines.readLine()).isEqualTo(": keep-alive");
    }
    assertThat(worker.awaitClientLeft()).as("the worker was told").isTrue();
    assertThat(usage().getString("outcome")).isEqualTo("client_left");
    assertThat(usage().getInt("completion_tokens")).isZero();
  }

  @Test
  void whatIsWrongIsSaidAsOpenAisClientsExpectIt() throws IOException {
    assertError(router.post(CHAT, chat("")), 404, "model_not_found");
    assertError(router.post(CHAT, "{\"model\":"), 400, "malformed_request");
    assertError(router.post(CHAT, "{\"messages\":[]}"), 400, "invalid_value");
    assertError(
        router.post(CHAT, "{\"model\":\"%s\"}".formatted("x".repeat(201))), 400, "invalid_value");
    assertError(
        router.post(CHAT, "{\"model\":\"%s\"}".formatted("x".repeat(5 << 20))), 413, "too_large");
    assertError(router.get("/v1/nothing"), 404, "unknown_url");
    assertError(router.get(CHAT), 405, "method_not_allowed");
  }

  @Test
  void aModelThatIsGoneForAMomentMayBeAskedForAgain() throws IOException {
    var worker = join(LLM, model);
    worker.says(List.of());
    Await.until("it is gone", SOON, () -> !ModelWorker.known(router).contains(model));
    var answer = router.post(CHAT, chat(""));
    assertError(answer, 503, "no_provider");
    assertThat(answer.header("Retry-After")).isPresent();
    assertError(router.post(CHAT, chat(",'stream':true")), 503, "no_provider");
  }
}
