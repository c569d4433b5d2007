package uk.org.rmatool.system.gateway;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;

/**
 * A deployed worker with a model that always says the same: the same words after the same prompt,
 * and after a part of them the rest. Whatever else it is given to continue it says so.
 */
final class ModelWorker implements AutoCloseable {
  static final int WORDS = 40;
  private static final Duration KNOWN = Duration.ofSeconds(20);

  private final FakeWorker worker;
  private final Http router;
  private final List<String> models;
  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch dead = new CountDownLatch(1);
  private final AtomicInteger ids = new AtomicInteger();
  private volatile Duration pause = Duration.ofMillis(20);
  private volatile Duration silence = Duration.ZERO;
  private volatile CountDownLatch heard = new CountDownLatch(0);
  private volatile int wordsBeforeItsDeath = Integer.MAX_VALUE;

  ModelWorker(Http router, String service, String... models) throws IOException {
    this.router = router;
    this.models = List.of(models);
    worker = new FakeWorker(service).serving(this::serve);
    FakeWorker.join(router, worker.registration());
    says(this.models);
    Await.until(
        "the gateway knows " + this.models, KNOWN, () -> known(router).containsAll(this.models));
    asked.clear();
  }

  static List<String> known(Http router) {
    return router.get("/v1/models").object().getJsonArray("data").stream()
        .map(model -> model.asJsonObject().getString("id"))
        .toList();
  }

  /** Which models it has from now on. */
  void says(List<String> loaded) {
    router.post(
        "/api/worker/heartbeat",
        Json.createObjectBuilder()
            .add("worker_id", worker.id())
            .add("loaded_models", Json.createArrayBuilder(loaded))
            .build());
  }

  /** How long each word takes. */
  ModelWorker pausing(Duration time) {
    pause = time;
    return this;
  }

  ModelWorker waitingAfterTheFirstWordFor(CountDownLatch latch) {
    heard = latch;
    return this;
  }

  /** Says so many words of an answer, and not the next before it is killed. */
  ModelWorker dyingAfter(int words) {
    wordsBeforeItsDeath = words;
    return this;
  }

  /** How long it thinks before the first word. */
  ModelWorker silentFor(Duration time) {
    silence = time;
    return this;
  }

  String id() {
    return worker.id();
  }

  List<JsonObject> asked() {
    return asked;
  }

  boolean awaitClientLeft() throws InterruptedException {
    return left.await(20, TimeUnit.SECONDS);
  }

  /** What it says after a prompt. */
  static String text(String prompt) {
    return IntStream.range(0, WORDS).mapToObj(i -> word(prompt, i)).collect(Collectors.joining());
  }

  private static String word(String prompt, int index) {
    return "w%x-ü%d ".formatted(prompt.hashCode() & 0xffff, index);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    if (!path.startsWith("/v1/")) {
      FakeWorker.answer(exchange, 200, "ok");
      return;
    }
    JsonObject request;
    try (var reader = Json.createReader(exchange.getRequestBody())) {
      request = reader.readObject();
    }
    asked.add(request);
    if (!models.contains(request.getString("model"))) {
      answer(exchange, 404, Json.createObjectBuilder().add("error", "no such model"));
    } else if (path.endsWith("embeddings")) {
      answer(
          exchange,
          200,
          Json.createObjectBuilder()
              .add("object", "list")
              .add("worker", id())
              .add("usage", usage(3, 0)));
    } else {
      speak(exchange, request, path.contains("chat"));
    }
  }

  private void speak(HttpExchange exchange, JsonObject request, boolean chat) throws IOException {
    var prompt = request.getString("prompt", "");
    var said = "";
    if (chat) {
      var messages = request.getJsonArray("messages").getValuesAs(JsonObject.class);
      prompt = messages.getFirst().getString("content");
      if (request.getBoolean("continue_final_message", false)) {
        said = messages.getLast().getString("content");
      }
    } else {
      var whole = prompt;
      prompt = whole.substring(0, whole.indexOf('|') + 1);
      said = whole.substring(prompt.length());
    }
    var from = 0;
    var rest = said;
    while (from < WORDS && !rest.isEmpty() && rest.startsWith(word(prompt, from))) {
      rest = rest.substring(word(prompt, from++).length());
    }
    var most = Math.min(WORDS, from + request.getInt("max_tokens", WORDS));
    var speech = new Speech(exchange, chat, "id-" + id() + "-" + ids.incrementAndGet());
    if (!rest.isEmpty()) {
      speech.whole("MISMATCH", 0);
    } else if (request.getBoolean("stream", false)) {
      speech.stream(prompt, from, most, request.getInt("n", 1));
    } else {
      speech.whole(text(prompt), WORDS);
    }
  }

  private static JsonObjectBuilder usage(int prompt, int completion) {
    return Json.createObjectBuilder()
        .add("prompt_tokens", prompt)
        .add("completion_tokens", completion)
        .add("total_tokens", prompt + completion);
  }

  private static void answer(HttpExchange exchange, int status, JsonObjectBuilder json)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    var bytes = json.build().toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** One answer. */
  private final class Speech {
    private final HttpExchange exchange;
    private final boolean chat;
    private final String speech;
    private final int created = 1_795_425_603 + ids.get();

    Speech(HttpExchange exchange, boolean chat, String id) {
      this.exchange = exchange;
      this.chat = chat;
      this.speech = id;
    }

    void whole(String text, int tokens) throws IOException {
      var choice = Json.createObjectBuilder().add("index", 0).add("finish_reason", "stop");
      if (chat) {
        choice.add("message", said(Map.of("role", "assistant", "content", text)));
      } else {
        choice.add("text", text);
      }
      answer(exchange, 200, head().add("choices", list(choice)).add("usage", usage(5, tokens)));
    }

    void stream(String prompt, int from, int to, int choices) throws IOException {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      var out = exchange.getResponseBody();
      try {
        rest(silence);
        if (chat) {
          for (int index = 0; index < choices; index++) {
            event(out, index, Map.of("role", "assistant", "content", ""), JsonValue.NULL);
          }
        }
        for (int i = from; i < to; i++) {
          for (int index = 0; index < choices; index++) {
            event(out, index, Map.of("content", word(prompt, i)), JsonValue.NULL);
          }
          rest(pause);
          await(heard);
          if (i + 1 - from >= wordsBeforeItsDeath) {
            await(dead);
          }
        }
        event(out, 0, Map.of(), Json.createValue(to == WORDS ? "stop" : "length"));
        data(out, head().add("choices", list()).add("usage", usage(5 + from, to - from)));
        write(out, "data: [DONE]\n\n");
      } catch (IOException e) {
        left.countDown();
        throw e;
      }
    }

    private void event(OutputStream out, int index, Map<String, String> delta, JsonValue finish)
        throws IOException {
      var choice = Json.createObjectBuilder().add("index", index).add("finish_reason", finish);
      if (chat) {
        choice.add("delta", said(delta));
      } else {
        choice.add("text", delta.getOrDefault("content", ""));
      }
      data(out, head().add("choices", list(choice)));
    }

    private JsonObjectBuilder head() {
      return Json.createObjectBuilder()
          .add("id", speech)
          .add("object", chat ? "chat.completion.chunk" : "text_completion")
          .add("created", created)
          .add("model", models.getFirst())
          .add("worker", id());
    }

    private static jakarta.json.JsonArrayBuilder list(JsonObjectBuilder... items) {
      var list = Json.createArrayBuilder();
      List.of(items).forEach(list::add);
      return list;
    }

    private static JsonObjectBuilder said(Map<String, String> texts) {
      var json = Json.createObjectBuilder();
      texts.forEach(json::add);
      return json;
    }

    private void data(OutputStream out, JsonObjectBuilder json) throws IOException {
      write(out, "data: " + json.build() + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    private static void rest(Duration time) throws IOException {
      interruptibly(() -> Thread.sleep(time));
    }

    private static void await(CountDownLatch latch) throws IOException {
      interruptibly(latch::await);
    }

    private interface Waiting {
      void run() throws InterruptedException;
    }

    private static void interruptibly(Waiting waiting) throws IOException {
      try {
        waiting.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  /** Dies as if somebody had pulled the plug. */
  void kill() {
    worker.close();
    dead.countDown();
  }

  @Override
  public void close() {
    router.delete("/api/worker/unregister/" + worker.id());
    kill();
  }
}
