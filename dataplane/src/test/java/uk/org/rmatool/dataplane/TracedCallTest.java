package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.dataplane.transport.TestNode.say;
import static uk.org.rmatool.platform.tracing.RecordedTraces.attribute;
import static uk.org.rmatool.platform.tracing.RecordedTraces.isError;
import static uk.org.rmatool.platform.tracing.RecordedTraces.number;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.dataplane.transport.TestNode;
import uk.org.rmatool.platform.servlet.Recorded;
import uk.org.rmatool.platform.tracing.RecordedTraces;

@Timeout(20)
class TracedCallTest {
  private static final ServiceCall CALL = new ServiceCall("s", "/x", "?key=secret");
  private static final String GOOD = "HTTP/1.1 200 OK\nContent-Length: 4\n\ngood";

  private final TestDispatch test = new TestDispatch();
  private final RecordedTraces traces = new RecordedTraces();
  private final List<TestNode> nodes = new ArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws IOException {
    test.close();
    traces.close();
    for (var node : nodes) {
      node.close();
    }
  }

  /** One that gives the first call of all this answer, later ones a good one, and then leaves. */
  private URI node(String first) throws IOException {
    var node =
        new TestNode(
            (in, out, socket) -> {
              heads.add(head(in));
              say(out, heads.size() == 1 ? first : GOOD);
            });
    nodes.add(node);
    return node.address();
  }

  private static String head(BufferedReader in) throws IOException {
    var head = new StringBuilder();
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  private static Recorded.Exchange call(Map<String, String> headers) {
    return new Recorded.Exchange("GET", "/service/s/x", headers);
  }

  private void serve(Recorded.Exchange exchange, URI... addresses) throws IOException {
    serve(new Hedging(new HedgingConfig("off")), exchange, addresses);
  }

  private void serve(Hedging hedging, Recorded.Exchange exchange, URI... addresses)
      throws IOException {
    var byName = new LinkedHashMap<String, URI>();
    for (var address : addresses) {
      byName.put("node-" + byName.size(), address);
    }
    Routes routes = (call, request) -> TestDispatch.nodes(byName, call);
    var request = exchange.request();
    var span = traces.tracing().serve(request, exchange.response(), "router");
    try {
      var unused =
          test.dispatch(routes, hedging)
              .serve(CALL, routes.find(CALL, request), request, exchange.response(), "router");
    } finally {
      span.close();
    }
  }

  private List<SpanData> tries() {
    return traces.spans(SpanKind.CLIENT);
  }

  @Test
  void theNodeGoesOnWithTheTraceFromTheTry() throws Exception {
    var exchange =
        call(
            Map.of(
                "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "tracestate", "a=1"));

    serve(exchange, node(GOOD));

    var tried = tries().getFirst();
    assertThat(attribute(tried, "rma.node")).isEqualTo("node-0");
    assertThat(attribute(tried, "rma.service")).isEqualTo("s");
    assertThat(attribute(tried, "rma.route.why")).isEqualTo("only one");
    assertThat(attribute(tried, "url.full")).doesNotContain("secret");
    assertThat(heads.getFirst())
        .contains("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-" + tried.getSpanId() + "-01")
        .contains("tracestate: a=1")
        .doesNotContain("00f067aa0ba902b7");
  }

  @Test
  void untracedWhatTheClientSentGoesOnAsItIs() throws Exception {
    var address = node(GOOD);
    var exchange = call(Map.of("traceparent", "whatever"));
    var request = exchange.request();
    Routes routes = (call, in) -> TestDispatch.nodes(Map.of("node", address), call);

    var status =
        test.dispatch(routes)
            .serve(CALL, routes.find(CALL, request), request, exchange.response(), "router");

    assertThat(status).isEqualTo(200);
    assertThat(heads.getFirst()).contains("traceparent: whatever\n");
  }

  @ParameterizedTest
  @CsvSource({"502, ''", "broke, broke off"})
  void whoeverFailsAndWhoeverIsAskedInsteadHaveSpansOfTheirOwn(String type, String reason)
      throws Exception {
    var first = type.equals("502") ? "HTTP/1.1 502 Bad\nContent-Length: 3\n\nbad" : "";
    var exchange = call(Map.of());

    serve(exchange, node(first), node(first));

    assertThat(exchange.text()).isEqualTo("good");
    assertThat(tries()).hasSize(2);
    var failed = tries().getFirst();
    assertThat(isError(failed)).isTrue();
    assertThat(attribute(failed, "error.type")).isEqualTo(type);
    assertThat(failed.getStatus().getDescription()).contains(reason);
    var good = tries().getLast();
    assertThat(isError(good)).isFalse();
    assertThat(number(good, "http.request.resend_count")).isEqualTo(1);
    assertThat(heads.getLast()).contains("-" + good.getSpanId() + "-01");
  }

  @Test
  void whoeverIsOutrunIsNoError() throws Exception {
    var both = new URI[] {slowAtFirst(), slowAtFirst()};

    serve(new Hedging(new HedgingConfig("PT0.05S")), call(Map.of()), both);

    while (tries().size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(tries()).noneMatch(RecordedTraces::isError);
    assertThat(noted(tries().getFirst())).contains("rma.outrun=true");
    assertThat(noted(tries().getLast())).contains("hedge of ").doesNotContain("rma.outrun");
  }

  /** One that says nothing to the first call of all until its caller leaves. */
  private URI slowAtFirst() throws IOException {
    var node =
        new TestNode(
            (in, out, socket) -> {
              for (var head = head(in); !head.isEmpty(); head = head(in)) {
                heads.add(head);
                if (heads.size() > 1) {
                  say(out, GOOD);
                }
              }
            });
    nodes.add(node);
    return node.address();
  }

  private static String noted(SpanData span) {
    return span.getAttributes().asMap().toString();
  }

  @Test
  void anAnswerThatBreaksOffIsAnError() throws Exception {
    var exchange = call(Map.of());

    assertThatThrownBy(() -> serve(exchange, node("HTTP/1.1 200 OK\nContent-Length: 40\n\npart")))
        .isInstanceOf(Exception.class);

    var tried = tries().getFirst();
    assertThat(number(tried, "http.response.status_code")).isEqualTo(200);
    assertThat(isError(tried)).isTrue();
    assertThat(attribute(tried, "error.type")).isEqualTo("broke");
  }

  @Test
  void aClientThatLeavesIsNoError() throws Exception {
    var exchange =
        call(Map.of())
            .to(
                new OutputStream() {
                  @Override
                  public void write(int b) throws IOException {
                    throw new IOException("gone");
                  }
                });

    assertThatThrownBy(() -> serve(exchange, node(GOOD))).isInstanceOf(IOException.class);

    var tried = tries().getFirst();
    assertThat(isError(tried)).isFalse();
    assertThat(noted(tried)).contains("rma.client_left=true");
  }
}
