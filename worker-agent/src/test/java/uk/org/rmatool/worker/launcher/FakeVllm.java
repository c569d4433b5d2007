package uk.org.rmatool.worker.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands in for <code>vllm</code> in a process of its own: takes the command line of <code>
 * vllm serve</code>, listens once its model is loaded, and speaks OpenAI's protocol as vLLM does
 * (health without a body, a list with its one model, chats as a stream of events or whole). Its
 * model is loaded when the file <code>loaded</code> is in its folder.
 */
public final class FakeVllm {
  private static final List<String> OPTIONS =
      List.of("--host", "--port", "--download-dir", "--gpu-memory-utilization");

  private final String model;

  private FakeVllm(String model) {
    this.model = model;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2 || !arguments[0].equals("serve")) {
      usage("invalid choice");
    }
    Map<String, String> options = new HashMap<>();
    for (var i = 2; i < arguments.length; i += 2) {
      if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
        usage("unrecognized arguments: " + arguments[i]);
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    System.out.println("INFO Starting to load model " + arguments[1]);
    while (!Files.exists(Path.of("loaded"))) {
      Thread.sleep(10);
    }
    new FakeVllm(arguments[1])
        .listen(options.get("--host"), Integer.parseInt(options.get("--port")));
  }

  private static void usage(String error) {
    System.err.println("vllm: error: " + error);
    System.exit(2);
  }

  private void listen(String host, int port) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(host, port), 0);
    server.createContext("/health", exchange -> answer(exchange, "text/plain", ""));
    server.createContext(
        "/v1/models",
        exchange ->
            answer(
                exchange,
                "application/json",
                """
                {"object":"list","data":[{"id":"%s","object":"model","created":1700000000,
                 "owned_by":"vllm","root":"%s","parent":null,"max_model_len":4096}]}
                """
                    .formatted(model, model)));
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
    System.out.println("INFO Application startup complete.");
  }

  private void chat(HttpExchange exchange) throws IOException {
    var asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!asked.replace(" ", "").contains("\"stream\":true")) {
      answer(
          exchange,
          "application/json",
          """
          {"id":"chatcmpl-1","object":"chat.completion","model":"%s","choices":[{"index":0,
           "message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}
          """
              .formatted(model));
      return;
    }
    var piece =
        "data:"
            + " {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"%s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n";
    answer(
        exchange,
        "text/event-stream; charset=utf-8",
        piece.formatted(model, "Hel") + piece.formatted(model, "lo") + "data: [DONE]\n\n");
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
