package uk.org.rmatool.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.platform.tracing.RecordedTraces.attribute;
import static uk.org.rmatool.platform.tracing.RecordedTraces.isError;
import static uk.org.rmatool.platform.tracing.RecordedTraces.number;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.servlet.Recorded;

class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final URI NODE = URI.create("http://node.example:8000/base");

  private final RecordedTraces traces = new RecordedTraces();
  private final Tracing tracing = traces.tracing();

  @AfterEach
  void close() {
    traces.close();
  }

  private static Recorded.Exchange call(String path, Map<String, String> headers) {
    return new Recorded.Exchange("GET", path, headers);
  }

  private CallSpan serve(Recorded.Exchange exchange) {
    return tracing.serve(exchange.request(), exchange.response(), "router");
  }

  @Test
  void aCallBeginsATraceWhichItsAnswerNames() {
    var exchange = call("/service/ner/extract;jsessionid=secret", Map.of("Host", "router.example"));

    serve(exchange).answered(200).close();

    var span = traces.spans(SpanKind.SERVER).getFirst();
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(exchange.header("X-RMA-Trace")).isEqualTo(span.getTraceId());
    assertThat(span.getName()).isEqualTo("GET /service/*");
    assertThat(attribute(span, "url.path")).isEqualTo("/service/ner/extract");
    assertThat(attribute(span, "server.address")).isEqualTo("router.example");
    assertThat(attribute(span, "network.protocol.version")).isEqualTo("1.1");
    assertThat(number(span, "http.response.status_code")).isEqualTo(200);
    assertThat(isError(span)).isFalse();
  }

  @Test
  void aTraceThatCameGoesOnWithItsStateAndSampling() {
    var exchange =
        call(
            "/service/ner",
            Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-00", "tracestate", "a=1"));

    var headers = serve(exchange).tries("GET", NODE, "/x").headers();

    assertThat(exchange.header("X-RMA-Trace")).isEqualTo(TRACE);
    assertThat(headers.get("traceparent")).startsWith("00-" + TRACE + "-").endsWith("-00");
    assertThat(headers.get("traceparent")).doesNotContain(SPAN);
    assertThat(headers).containsEntry("tracestate", "a=1");
  }

  @Test
  void ofAMalformedTraceNothingGoesOn() {
    var exchange =
        call(
            "/service/ner", Map.of("traceparent", "00-" + TRACE + "-" + SPAN, "tracestate", "a=1"));

    var headers = serve(exchange).headers();

    assertThat(exchange.header("X-RMA-Trace")).isNotEqualTo(TRACE);
    assertThat(headers.get("traceparent")).doesNotContain(TRACE);
    assertThat(headers).containsEntry("tracestate", "");
  }

  @Test
  void twoTracesAreNone() {
    var one = "00-" + TRACE + "-" + SPAN + "-01";
    var exchange = call("/service/ner", Map.of()).with("traceparent", one, one);

    var unused = serve(exchange);

    assertThat(exchange.header("X-RMA-Trace")).isNotEqualTo(TRACE);
  }

  @Test
  void triesArePartsOfTheCallAndNumbered() {
    var served = serve(call("/service/ner", Map.of()));

    served.tries("POST", NODE, "/service/ner?key=secret").answered(404).close();
    served.tries("BREW", NODE, "/pot").failed("timed_out", "was silent").close();
    served.answered(404).close();

    var server = traces.spans(SpanKind.SERVER).getFirst();
    assertThat(isError(server)).as("the client's own mistake").isFalse();
    var first = traces.spans(SpanKind.CLIENT).getFirst();
    assertThat(first.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(first.getName()).isEqualTo("POST");
    assertThat(attribute(first, "url.full")).isEqualTo("http://node.example:8000/base/service/ner");
    assertThat(attribute(first, "server.address")).isEqualTo("node.example");
    assertThat(number(first, "server.port")).isEqualTo(8000);
    assertThat(number(first, "rma.attempt")).isEqualTo(1);
    assertThat(number(first, "http.request.resend_count")).isNull();
    assertThat(isError(first)).isTrue();
    assertThat(attribute(first, "error.type")).isEqualTo("404");
    var second = traces.spans(SpanKind.CLIENT).get(1);
    assertThat(attribute(second, "http.request.method")).isEqualTo("_OTHER");
    assertThat(number(second, "http.request.resend_count")).isEqualTo(1);
    assertThat(attribute(second, "error.type")).isEqualTo("timed_out");
    assertThat(second.getStatus().getDescription()).isEqualTo("was silent");
  }

  @Test
  void longPathsAreCut() {
    serve(call("/service/" + "x".repeat(5_000), Map.of())).close();

    assertThat(attribute(traces.spans(SpanKind.SERVER).getFirst(), "url.path"))
        .hasSize(OpenTelemetrySpan.MAX_CHARACTERS);
  }

  @Test
  void whatNobodyAskedForIsNotTraced() throws Exception {
    assertThat(tracing.call("GET", NODE, "/health").isTraced()).isFalse();

    var asked = traces.telemetry().getTracer("test").spanBuilder("asked").startSpan();
    var task =
        Context.root()
            .with(asked)
            .wrap(() -> tracing.here(() -> tracing.call("GET", NODE, "/health")))
            .call();
    task.call().answered(200).close();

    assertThat(traces.spans(SpanKind.CLIENT).getFirst().getParentSpanId())
        .isEqualTo(asked.getSpanContext().getSpanId());
  }

  @Test
  void offItDoesNothingAtAll() {
    var exchange = call("/service/ner", Map.of());

    var span = Tracing.off().serve(exchange.request(), exchange.response(), "router");

    assertThat(span).isSameAs(CallSpan.NONE);
    assertThat(span.tries("GET", NODE, "/x")).isSameAs(CallSpan.NONE);
    assertThat(span.headers()).isEmpty();
    assertThat(exchange.header("X-RMA-Trace")).isNull();
    assertThat(CallSpan.of(exchange.request())).isSameAs(CallSpan.NONE);
  }

  @Test
  void itIsOnOrOffAndNothingElse() {
    assertThat(new TracingConfig("TRUE").isDisabled()).isTrue();
    assertThat(new TracingConfig("False").isDisabled()).isFalse();
    assertThatThrownBy(() -> new TracingConfig("no"))
        .hasMessage("OTEL_SDK_DISABLED 'no' must be true or false.");
  }
}
