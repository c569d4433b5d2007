package uk.org.rmatool.notes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;

/**
 * A platform whose llm-inference speaks OpenAI's protocol and says what the test gave it to say,
 * and whose ner-extraction knows one name.
 */
final class StandInPlatform implements AutoCloseable {
  private final HttpServer server;
  private final Queue<String> answers = new ArrayDeque<>();
  private final List<String> prompts = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  StandInPlatform() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/service/llm-inference/v1/models", this::models);
    server.createContext("/service/llm-inference/v1/chat/completions", this::chat);
    server.createContext("/service/ner-extraction/extract", StandInPlatform::names);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What the model says next, and after that; when it has no more to say it never answers. */
  synchronized void says(String... texts) {
    answers.clear();
    prompts.clear();
    answers.addAll(List.of(texts));
  }

  /** What it was asked since. */
  synchronized List<String> prompts() {
    return List.copyOf(prompts);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
  }

  private void models(HttpExchange exchange) throws IOException {
    send(exchange, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\"}]}");
  }

  private void chat(HttpExchange exchange) throws IOException {
    var prompt = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var answer = next(prompt);
    if (answer == null) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    if (answer.equals("busy")) {
      send(exchange, 503, "{\"detail\":\"No worker runs llm-inference.\"}");
      return;
    }
    var message = Json.createObjectBuilder().add("role", "assistant").add("content", answer);
    var choice = Json.createObjectBuilder().add("index", 0).add("message", message);
    send(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("object", "chat.completion")
            .add("model", "tiny")
            .add("choices", Json.createArrayBuilder().add(choice))
            .build()
            .toString());
  }

  private synchronized String next(String prompt) {
    prompts.add(prompt);
    return answers.poll();
  }

  private static void names(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var text = Json.createReader(new StringReader(body)).readObject().getString("text");
    int start = text.indexOf("Shelter");
    var entities = Json.createArrayBuilder();
    if (start >= 0) {
      int codePoints = text.codePointCount(0, start);
      entities.add(
          Json.createObjectBuilder()
              .add("text", "Shelter")
              .add("type", "ORGANIZATION")
              .add("start", codePoints)
              .add("end", codePoints + "Shelter".length())
              .add("score", 0.9));
    }
    send(exchange, 200, Json.createObjectBuilder().add("entities", entities).build().toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
