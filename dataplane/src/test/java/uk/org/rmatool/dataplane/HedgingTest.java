package uk.org.rmatool.dataplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.dataplane.transport.TestNode.head;
import static uk.org.rmatool.dataplane.transport.TestNode.say;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.dataplane.transport.TestNode;
import uk.org.rmatool.platform.servlet.Recorded;

@Timeout(20)
class HedgingTest {
  private static final ServiceCall CALL = new ServiceCall("s", "", "");
  private static final String GOOD = "HTTP/1.1 200 OK\nContent-Length: 4\n\ngood";
  private static final String REFUSED = "HTTP/1.1 502 Bad\nContent-Length: 3\n\nbad";

  private final TestDispatch test = new TestDispatch();
  private final Map<String, URI> nodes = new LinkedHashMap<>();
  private final List<TestNode> started = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Routes routes = (call, request) -> TestDispatch.nodes(nodes, CALL);

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    test.close();
    for (var node : started) {
      node.close();
    }
  }

  /** Two nodes: whoever is asked first says nothing until it is released or its caller leaves. */
  private void firstIsSlow(String late, String quick) throws IOException {
    for (var name : List.of("one", "two")) {
      var node =
          new TestNode(
              (in, out, socket) -> {
                while (head(in)) {
                  if (asked.incrementAndGet() > 1) {
                    say(out, quick);
                  } else {
                    socket.setSoTimeout(10);
                    while (release.getCount() > 0) {
                      try {
                        assertThat(in.read()).isNegative();
                        cancelled.countDown();
                        return;
                      } catch (java.net.SocketTimeoutException e) {
                        // its caller waits
                      }
                    }
                    say(out, late);
                  }
                }
              });
      started.add(node);
      nodes.put(name, node.address());
    }
  }

  private int serve(String after, Recorded.Exchange exchange) throws IOException {
    HttpServletRequest request = exchange.request();
    return test.dispatch(routes, new Hedging(new HedgingConfig(after)))
        .serve(CALL, routes.find(CALL, request), request, exchange.response(), "router");
  }

  private static Recorded.Exchange call(String method) {
    return new Recorded.Exchange(method, "/service/s", Map.of());
  }

  @Test
  void anotherNodeIsAskedWhenTheFirstIsSlowAndTheFirstIsToldToStop() throws Exception {
    firstIsSlow(GOOD, GOOD);
    var exchange = call("GET");
    assertThat(serve("PT0.05S", exchange)).isEqualTo(200);
    assertThat(exchange.text()).isEqualTo("good");
    assertThat(exchange.header("X-RMA-Route")).contains("hedge of ");
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(test.traffic.of("s").hedges()).isEqualTo(1);
    assertThat(test.traffic.of("s").hedgesWon()).isEqualTo(1);
    assertThat(test.traffic.of("s").retries()).isZero();
    awaitNothingInFlight();
    assertThat(test.balancer.traffic())
        .as("the slow one is known to be slow, not blamed")
        .allMatch(node -> node.failures() == 0)
        .anyMatch(node -> node.firstByte().compareTo(Duration.ofMillis(40)) > 0);
  }

  private void awaitNothingInFlight() {
    while (test.balancer.traffic().anyMatch(node -> node.inFlight() > 0)) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "p95", "PT1H"})
  void nobodyElseIsAskedWithoutReason(String after) throws Exception {
    firstIsSlow(GOOD, GOOD);
    release.countDown();
    assertThat(serve(after, call("GET"))).isEqualTo(200);
    assertThat(asked).hasValue(1);
    assertThat(test.traffic.of("s").hedges()).isZero();
  }

  @Test
  void callsThatMayNotBeMadeTwiceOrHaveABodyAreMadeOnce() throws Exception {
    for (var call : List.of(call("POST"), call("PUT").with("body".getBytes(UTF_8)))) {
      var node =
          new TestNode(
              (in, out, socket) -> {
                while (head(in)) {
                  asked.incrementAndGet();
                  assertThat(asked).hasValue(1);
                  say(out, GOOD);
                }
              });
      started.add(node);
      asked.set(0);
      nodes.put("one", node.address());
      nodes.put("two", node.address());
      assertThat(serve("PT0.000001S", call)).isEqualTo(200);
      assertThat(test.traffic.of("s").hedges()).isZero();
    }
  }

  @Test
  void theFirstMayStillWin() throws Exception {
    firstIsSlow(GOOD, REFUSED);
    var exchange = call("GET");
    Thread.ofVirtual()
        .start(
            () -> {
              while (asked.get() < 2) {
                Thread.onSpinWait();
              }
              release.countDown();
            });
    assertThat(serve("PT0.05S", exchange)).isEqualTo(200);
    assertThat(exchange.header("X-RMA-Route")).doesNotContain("hedge");
    assertThat(test.traffic.of("s").hedges()).isEqualTo(1);
    assertThat(test.traffic.of("s").hedgesWon()).isZero();
  }

  @Test
  void hedgesComeOutOfTheBudgetOfRetries() throws Exception {
    var calls = 150;
    var node =
        new TestNode(
            (in, out, socket) -> {
              while (head(in)) {
                if (asked.incrementAndGet() % 2 == 0) {
                  say(out, GOOD);
                } else {
                  socket.setSoTimeout(50);
                  try {
                    assertThat(in.read()).isNegative();
                    return;
                  } catch (java.net.SocketTimeoutException e) {
                    say(out, GOOD);
                  }
                }
              }
            });
    started.add(node);
    nodes.put("one", node.address());
    nodes.put("two", node.address());
    var dispatch = test.dispatch(routes, new Hedging(new HedgingConfig("PT0.001S")));
    for (int i = 0; i < calls; i++) {
      var exchange = call("GET");
      dispatch.serve(
          CALL,
          routes.find(CALL, exchange.request()),
          exchange.request(),
          exchange.response(),
          "x");
    }
    assertThat(test.traffic.of("s").hedges()).isBetween(50L, 100L + calls / 5);
  }

  @Test
  void aServiceIsAsSlowAsItWasLately() {
    var hedging = new Hedging(new HedgingConfig("p95"));
    for (int i = 1; i < 20; i++) {
      hedging.took("s", i);
      assertThat(hedging.after("s")).as("too little is known").isEmpty();
    }
    for (int i = 20; i <= 100; i++) {
      hedging.took("s", i);
    }
    assertThat(hedging.after("s")).contains(Duration.ofNanos(95));
    assertThat(hedging.after("other")).isEmpty();
    for (int i = 0; i < 200; i++) {
      hedging.took("s", 7);
    }
    assertThat(hedging.after("s")).contains(Duration.ofNanos(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "on", "p99", "0", "PT0S", "-PT1S", "200ms"})
  void whatIsNoTimeStopsTheStart(String after) {
    assertThatThrownBy(() -> new HedgingConfig(after))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SERVICE_HEDGE_AFTER");
  }
}
