package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import uk.org.rmatool.system.rig.RawCall;

/** Calls of any method, path, headers and body, and a worker that gives back what it gets. */
final class RandomCalls {
  private static final int CALLS = 100;
  private static final int LARGEST_BODY = 200_000;
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT");
  private static final String PATH = "abcXYZ019-._~!$&'()*+,;=:@/";

  /** No tabs, which the container turns into spaces. */
  private static final String VALUE = "abcXYZ 019-._~!$&'()*+,;=:@/?\"<>[]{}|\\^`";

  private static final List<String> ESCAPES = List.of("%2F", "%5C", "%20", "%25", "%C3%A4", "%7c");

  /** What the echo was asked, in its answer. */
  private static final String SEEN = "X-Seen";

  private RandomCalls() {}

  /** Answers with the body, and says how long that is if it was asked to. */
  static void echo(HttpExchange exchange) throws IOException {
    var says = exchange.getRequestHeaders().containsKey("X-Say-Length");
    var body = exchange.getRequestBody().readAllBytes();
    exchange.getRequestHeaders().getOrDefault("X-Value", List.of()).stream()
        .map(String::strip)
        .forEach(value -> exchange.getResponseHeaders().add("X-Value", value));
    exchange
        .getResponseHeaders()
        .add(SEEN, exchange.getRequestMethod() + " " + exchange.getRequestURI());
    exchange.sendResponseHeaders(200, says ? (body.length == 0 ? -1 : body.length) : 0);
    exchange.getResponseBody().write(body);
  }

  private record Call(
      String method,
      String target,
      List<String> values,
      byte[] body,
      boolean chunked,
      boolean says) {
    static Call random(Random random) {
      var body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(1, LARGEST_BODY)];
      random.nextBytes(body);
      return new Call(
          METHODS.get(random.nextInt(METHODS.size())),
          "/" + target(random),
          IntStream.range(0, random.nextInt(4)).mapToObj(i -> text(random, VALUE, 60)).toList(),
          body,
          random.nextBoolean(),
          random.nextBoolean());
    }

    static Call plain(Random random) {
      var any = random(random);
      var path =
          "/p"
              + text(random, "abcXYZ019-_~!$&'()*+,=:@", 20)
              + "/q?"
              + text(random, PATH, 30)
              + "=";
      return new Call(
          METHODS.get(random.nextInt(5)),
          path,
          any.values,
          Arrays.copyOf(any.body, any.body.length % 20_000),
          false,
          any.says);
    }

    /**
     * No dot segments, which are refused, and no path parameters, some of which the container
     * refuses (<code>/;%7c</code>).
     */
    private static String target(Random random) {
      var path = new StringBuilder("p");
      for (int i = random.nextInt(8); i > 0; i--) {
        path.append(text(random, PATH, 10)).append(ESCAPES.get(random.nextInt(ESCAPES.size())));
      }
      var sent = path.toString().replace(".", "x").replace(";", "y");
      return random.nextBoolean() ? sent : sent + "?" + text(random, PATH + "?", 30) + "=%26";
    }

    private static String text(Random random, String alphabet, int longest) {
      return random
          .ints(random.nextInt(longest), 0, alphabet.length())
          .mapToObj(i -> alphabet.substring(i, i + 1))
          .collect(Collectors.joining());
    }
  }

  private static void send(RawCall raw, String path, Call call, Random random) throws IOException {
    var head = new ArrayList<>(List.of(call.method + " " + path + call.target + " HTTP/1.1"));
    head.add("Host: platform");
    call.values.forEach(value -> head.add("X-Value: " + value));
    if (call.says) {
      head.add("X-Say-Length: yes");
    }
    if (!call.chunked) {
      head.add("Content-Length: " + call.body.length);
      raw.head(head.toArray(String[]::new)).send(call.body);
      return;
    }
    head.add("Transfer-Encoding: chunked");
    raw.head(head.toArray(String[]::new));
    for (int at = 0; at < call.body.length; ) {
      var next = Math.min(call.body.length, at + random.nextInt(1, 70_000));
      raw.chunk(new String(Arrays.copyOfRange(call.body, at, next), StandardCharsets.ISO_8859_1));
      at = next;
    }
    raw.chunk("");
  }

  /**
   * Makes a hundred, each over a connection of its own, and compares what came at both ends.
   *
   * @param service the path of the echo at the entrance
   */
  static void make(URI entrance, String service, long seed) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < CALLS; i++) {
      try (var raw = new RawCall(entrance)) {
        var number = "seed %d, call %d".formatted(seed, i);
        assertPasses(raw, service, Call.random(random), random, number);
      }
    }
  }

  /** The same of calls without anything unusual, all over one connection. */
  static void makePlain(URI entrance, String service, long seed) throws IOException {
    var random = new Random(seed);
    try (var raw = new RawCall(entrance)) {
      for (int i = 0; i < CALLS; i++) {
        var number = "seed %d, call %d".formatted(seed, i);
        assertPasses(raw, service, Call.plain(random), random, number);
      }
    }
  }

  private static void assertPasses(
      RawCall raw, String service, Call call, Random random, String number) throws IOException {
    var what =
        "%s: %s %s chunked=%b body=%d values=%s"
            .formatted(
                number, call.method, call.target, call.chunked, call.body.length, call.values);
    send(raw, service, call, random);
    var answer = raw.answer();
    assertThat(answer.status()).as(what).isEqualTo(200);
    assertThat(answer.body()).as(what).isEqualTo(call.body);
    var stripped = call.values.stream().map(String::strip).toList();
    assertThat(answer.headers().getOrDefault("X-Value", List.of())).as(what).isEqualTo(stripped);
    assertThat(answer.headers().get(SEEN))
        .as(what)
        .containsExactly(call.method.toUpperCase(Locale.ROOT) + " " + call.target);
  }
}
