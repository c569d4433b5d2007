package uk.org.rmatool.system.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.TraceCollector.Received;
import uk.org.rmatool.system.rig.TracedPlatform;
import uk.org.rmatool.system.rig.TracedPlatform.Traced;

/** Where traces are collected, one trace shows a call on all its hops. */
@ExtendWith(TracedPlatform.class)
@Timeout(240)
class TracesIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> HOPS = List.of("router", "coordinator", "worker");

  private static Answer echo(Traced traced, String path, String... headers) {
    FakeWorker.awaitRoutable(traced.platform().router(), "upload");
    return traced.platform().router().send("GET", "/service/upload" + path, "", headers);
  }

  private static String trace(Answer answer) {
    assertThat(answer.headers().get("X-RMA-Trace")).hasSize(1);
    return answer.header("X-RMA-Trace").orElseThrow();
  }

  private static Received only(List<Received> trace, String program, String kind) {
    var found = all(trace, program, kind);
    assertThat(found).as("%s spans of %s in %s", kind, program, trace).hasSize(1);
    return found.getFirst();
  }

  private static List<Received> all(List<Received> trace, String program, String kind) {
    return trace.stream()
        .filter(span -> span.program().equals("rma-" + program) && span.kind().equals(kind))
        .toList();
  }

  @Test
  void everyHopAddsToOneTraceDownToTheServiceProcess(Traced traced) throws Exception {
    var path = "/service/upload/" + UUID.randomUUID();

    var answer = echo(traced, path.substring("/service/upload".length()) + "?token=secret");

    var id = trace(answer);
    var trace = traced.collector().trace(id, 6);
    var parent = "";
    for (var hop : HOPS) {
      var served = only(trace, hop, "server");
      assertThat(served.parent()).isEqualTo(parent);
      assertThat(served.name()).isEqualTo("GET /service/*");
      assertThat(served.error()).isFalse();
      assertThat(served.attributes())
          .containsEntry("http.request.method", "GET")
          .containsEntry("http.response.status_code", "200")
          .containsEntry("server.address", "127.0.0.1")
          .containsEntry("rma.service", "document-processing")
          .containsEntry("rma.hop", hop);
      var tried = only(trace, hop, "client");
      assertThat(tried.parent()).isEqualTo(served.id());
      assertThat(tried.attributes())
          .containsEntry("http.response.status_code", "200")
          .containsEntry("rma.route.why", "only one")
          .containsEntry("rma.attempt", "1")
          .containsKeys("rma.node", "server.port")
          .doesNotContainKey("http.request.resend_count");
      assertThat(Double.parseDouble(tried.attribute("rma.first_byte_seconds"))).isPositive();
      parent = tried.id();
    }
    assertThat(only(trace, "router", "server").attribute("url.path")).isEqualTo(path);
    assertThat(trace.toString()).doesNotContain("secret");
    assertThat(answer.text()).isEqualTo("traceparent: 00-" + id + "-" + parent + "-01\n");
    for (var hop : HOPS) {
      var log = traced.platform().home().resolve("logs").resolve(hop).resolve("access.log");
      Await.until(
          "the trace is in " + log, SOON, () -> Files.readString(log).contains("\"" + id + "\""));
    }
  }

  @Test
  void aTraceThatCameWithTheCallGoesOn(Traced traced) {
    var id = "4bf92f3577b34da6a3ce929d0e0e4736";

    var answer =
        echo(
            traced,
            "/continued",
            "traceparent",
            "00-" + id + "-00f067aa0ba902b7-01",
            "tracestate",
            "vendor=opaque");

    assertThat(trace(answer)).isEqualTo(id);
    var trace = traced.collector().trace(id, 6);
    assertThat(only(trace, "router", "server").parent()).isEqualTo("00f067aa0ba902b7");
    assertThat(answer.text())
        .isEqualTo(
            "traceparent: 00-%s-%s-01\ntracestate: vendor=opaque\n"
                .formatted(id, only(trace, "worker", "client").id()));
  }

  @Test
  void aMalformedTraceIsDroppedAndANewOneBegun(Traced traced) {
    var zeros = "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01";

    var answer = echo(traced, "/new", "traceparent", zeros, "tracestate", "vendor=opaque");

    var trace = traced.collector().trace(trace(answer), 6);
    assertThat(only(trace, "router", "server").parent()).isEmpty();
    assertThat(answer.text())
        .isEqualTo(
            "traceparent: 00-%s-%s-01\n"
                .formatted(trace(answer), only(trace, "worker", "client").id()));
  }

  @Test
  void everyTryIsASpanOfItsOwn(Traced traced) throws Exception {
    var router = traced.platform().router();
    var asked = new AtomicInteger();
    try (var one = new FakeWorker().join(router);
        var two = new FakeWorker(one.service())) {
      FakeWorker.join(router, two.registration());
      Await.until(
          "calls go to both",
          SOON,
          () -> {
            router.get("/service/" + one.service() + "/x");
            return !two.seen().isEmpty() && !one.seen().isEmpty();
          });
      one.serving(exchange -> firstFails(asked, exchange));
      two.serving(exchange -> firstFails(asked, exchange));

      var answer = router.get("/service/" + one.service() + "/x");

      assertThat(answer.text()).isEqualTo("good");
      var trace = traced.collector().trace(trace(answer), 5);
      var served = only(trace, "coordinator", "server");
      assertThat(served.error()).isFalse();
      var tries = all(trace, "coordinator", "client");
      assertThat(tries).hasSize(2).allMatch(tried -> tried.parent().equals(served.id()));
      var first = attempt(tries, "1");
      assertThat(first.error()).isTrue();
      assertThat(first.attributes())
          .containsEntry("http.response.status_code", "502")
          .containsEntry("error.type", "502");
      var second = attempt(tries, "2");
      assertThat(second.error()).isFalse();
      assertThat(second.attributes())
          .containsEntry("http.response.status_code", "200")
          .containsEntry("http.request.resend_count", "1");
      assertThat(List.of(first.attribute("rma.node"), second.attribute("rma.node")))
          .containsExactlyInAnyOrder(one.id(), two.id());
      router.delete("/api/worker/unregister/" + one.id());
      router.delete("/api/worker/unregister/" + two.id());
    }
  }

  private static void firstFails(AtomicInteger asked, HttpExchange exchange) throws IOException {
    var first = asked.getAndIncrement() == 0;
    FakeWorker.answer(exchange, first ? 502 : 200, first ? "bad" : "good");
  }

  private static Received attempt(List<Received> tries, String number) {
    return tries.stream()
        .filter(tried -> tried.attribute("rma.attempt").equals(number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void controlCallsThatTheRouterPassesOnAreOneTraceToo(Traced traced) {
    var id = UUID.randomUUID().toString().replace("-", "");

    var answer =
        traced
            .platform()
            .router()
            .send(
                "GET",
                "/api/admin/workers",
                "",
                "traceparent",
                "00-" + id + "-00f067aa0ba902b7-01");

    assertThat(answer.status()).isEqualTo(200);
    var trace = traced.collector().trace(id, 3);
    assertThat(only(trace, "router", "client").parent())
        .isEqualTo(only(trace, "router", "server").id());
    assertThat(only(trace, "coordinator", "server").parent())
        .isEqualTo(only(trace, "router", "client").id());
  }
}
