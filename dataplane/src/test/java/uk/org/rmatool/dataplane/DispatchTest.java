package uk.org.rmatool.dataplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.dataplane.transport.TestNode.head;
import static uk.org.rmatool.dataplane.transport.TestNode.say;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.transport.TestNode;
import uk.org.rmatool.platform.servlet.Recorded;

@Timeout(20)
class DispatchTest {
  private static final ServiceCall CALL = new ServiceCall("s", "", "");
  private static final String GOOD = "HTTP/1.1 200 OK\nContent-Length: 4\n\ngood";

  private final TestDispatch test = new TestDispatch();
  private final Map<String, URI> nodes = new LinkedHashMap<>();
  private final List<String> unreachable = new ArrayList<>();
  private Optional<ProblemType> brokeOff = Optional.empty();
  private final List<TestNode> started = new ArrayList<>();
  private final AtomicInteger had = new AtomicInteger();

  private final Routes routes =
      new Routes() {
        @Override
        public Candidates find(ServiceCall call, jakarta.servlet.http.HttpServletRequest request) {
          return TestDispatch.nodes(nodes, call);
        }

        @Override
        public void unreachable(ServiceCall call, Upstream upstream, String reason) {
          unreachable.add(upstream.node());
        }

        @Override
        public void brokeOff(ServiceCall call, Upstream upstream, String reason) {
          brokeOff.ifPresent(
              type -> {
                throw new PlatformException(type, reason);
              });
        }
      };

  private final Dispatch dispatch = test.dispatch(routes);

  @AfterEach
  void stop() throws IOException {
    test.close();
    for (var node : started) {
      node.close();
    }
  }

  private void node(String name, TestNode.Conversation conversation) throws IOException {
    var node = new TestNode(conversation);
    started.add(node);
    nodes.put(name, node.address());
  }

  /** Reads a call with its body, counts it, and breaks off. */
  private void breakingNode() throws IOException {
    node(
        "bad",
        (in, out, socket) -> {
          head(in);
          had.incrementAndGet();
        });
  }

  private void answeringNode(String name, String answer) throws IOException {
    node(
        name,
        (in, out, socket) -> {
          while (head(in)) {
            had.incrementAndGet();
            say(out, answer);
          }
        });
  }

  private static Recorded.Exchange call(String method, String... header) {
    var headers = header.length == 0 ? Map.<String, String>of() : Map.of(header[0], header[1]);
    return new Recorded.Exchange(method, "/service/s", headers);
  }

  private int serve(Recorded.Exchange exchange) throws IOException {
    return serve(dispatch, exchange);
  }

  private int serve(Dispatch by, Recorded.Exchange exchange) throws IOException {
    return by.serve(
        CALL,
        routes.find(CALL, exchange.request()),
        exchange.request(),
        exchange.response(),
        "router");
  }

  private void serveWell(String method, String... header) throws IOException {
    var exchange = call(method, header);
    assertThat(serve(exchange)).isEqualTo(200);
    assertThat(exchange.text()).isEqualTo("good");
    assertThat(exchange.header("X-RMA-Route")).startsWith("router: good (");
  }

  private void assertFails(Recorded.Exchange call, ProblemType type) {
    assertThatThrownBy(() -> serve(call))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
  }

  @Test
  void whoCannotBeConnectedToIsLeftOutWhateverTheCallIs() throws Exception {
    answeringNode("good", GOOD);
    answeringNode("bad", GOOD);
    started.getLast().close();
    for (int i = 0; i < 10; i++) {
      serveWell("POST");
    }
    assertThat(unreachable).isNotEmpty().containsOnly("bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  void aCallThatMayBeMadeTwiceIsMadeAtAnotherNodeWhenOneBreaksOff(String method) throws Exception {
    breakingNode();
    answeringNode("good", GOOD);
    for (int i = 0; i < 10; i++) {
      serveWell(method);
    }
    assertThat(had.get()).as("the broken one was tried").isGreaterThan(10);
  }

  @Test
  void anIdempotencyKeyAllowsItForAnyMethod() throws Exception {
    breakingNode();
    answeringNode("good", GOOD);
    for (int i = 0; i < 10; i++) {
      serveWell("POST", "Idempotency-Key", "k");
    }
  }

  @Test
  void aCallThatMayNotBeMadeTwiceFailsOnceANodeHadIt() throws Exception {
    breakingNode();
    assertFails(call("POST"), ProblemType.UPSTREAM_FAILED);
    assertThat(had).hasValue(1);
  }

  @Test
  void theRoutesMaySayWhatItMeansThatANodeBrokeOffACallThatMayBeMadeTwice() throws Exception {
    breakingNode();
    brokeOff = Optional.of(ProblemType.NO_PROVIDER);
    assertFails(call("GET"), ProblemType.NO_PROVIDER);
    assertFails(call("POST"), ProblemType.UPSTREAM_FAILED);
  }

  @Test
  void aSmallBodyIsSentAgainFromItsBeginning() throws Exception {
    breakingNode();
    var heard = new ArrayList<String>();
    node(
        "good",
        (in, out, socket) -> {
          while (head(in)) {
            var body = new char[5];
            assertThat(in.read(body)).isEqualTo(5);
            heard.add(new String(body));
            say(out, GOOD);
          }
        });
    for (int i = 0; i < 10; i++) {
      assertThat(serve(call("PUT").with("hello".getBytes(UTF_8)))).isEqualTo(200);
    }
    assertThat(heard).hasSize(10).containsOnly("hello");
    assertThat(had.get()).isPositive();
  }

  @Test
  void aLargeBodyThatIsInMemoryIsSentAgain() throws Exception {
    node(
        "bad",
        (in, out, socket) -> {
          head(in);
          had.addAndGet(in.read(new char[100_000]) > 0 ? 1 : 0);
        });
    answeringNode("good", GOOD);
    var client = call("POST", "Idempotency-Key", "k");
    for (int i = 0; i < 10; i++) {
      var status =
          dispatch.serve(
              CALL,
              routes.find(CALL, client.request()),
              new InMemory(client.request(), new byte[200_000]),
              client.response(),
              "router");
      assertThat(status).isEqualTo(200);
    }
    assertThat(had.get()).as("the broken one was tried").isPositive();
  }

  private static final class InMemory extends HttpServletRequestWrapper
      implements RequestBody.Whole {
    private final byte[] body;

    InMemory(HttpServletRequest request, byte[] body) {
      super(request);
      this.body = body;
    }

    @Override
    public InputStream fromBeginning() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public long getContentLengthLong() {
      return body.length;
    }
  }

  @Test
  void aLargeBodyThatANodeHasHadIsNotSentAgain() throws Exception {
    node(
        "bad",
        (in, out, socket) -> {
          head(in);
          in.skip(RequestBody.KEPT_BYTES * 2L);
        });
    assertFails(
        call("PUT").with(new byte[RequestBody.KEPT_BYTES * 4]), ProblemType.UPSTREAM_FAILED);
  }

  @Test
  void nothingIsTriedAgainOnceTheAnswerHasBegun() throws Exception {
    node(
        "bad",
        (in, out, socket) -> {
          head(in);
          had.incrementAndGet();
          say(out, "HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf");
        });
    nodes.put("bad too", nodes.get("bad"));
    assertFails(call("GET"), ProblemType.UPSTREAM_FAILED);
    assertThat(had).hasValue(1);
  }

  @Test
  void whoIsFullIsLeftOutUntilItWantsToBeAskedAgain() throws Exception {
    answeringNode("full", "HTTP/1.1 503 Busy\nRetry-After: 60\nContent-Length: 0\n\n");
    answeringNode("good", GOOD);
    for (int i = 0; i < 20; i++) {
      serveWell("GET");
    }
    assertThat(had.get()).as("the full one was asked once at most").isLessThanOrEqualTo(21);
  }

  @Test
  void aRefusalOfAHopThatNobodyServedIsTriedElsewhereWhateverTheCallIs() throws Exception {
    answeringNode(
        "empty",
        "HTTP/1.1 503 None\nX-RMA-Error: urn:rma:problem:no-provider\nRetry-After: 5\n"
            + "Content-Length: 0\n\n");
    answeringNode("good", GOOD);
    for (int i = 0; i < 10; i++) {
      serveWell("POST");
    }
  }

  @Test
  void theAnswerOfTheLastOneReachesTheClientAsItIs() throws Exception {
    answeringNode("bad", "HTTP/1.1 502 Bad\nContent-Length: 3\n\nbad");
    var exchange = call("GET");
    assertThat(serve(exchange)).isEqualTo(502);
    assertThat(exchange.text()).isEqualTo("bad");
  }

  @Test
  void nobodyIsBlamedWhenTheCallerIsToldToStop() throws Exception {
    node(
        "slow",
        (in, out, socket) -> {
          head(in);
          had.incrementAndGet();
          head(in);
        });
    nodes.put("other", nodes.get("slow"));
    var caller = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              while (had.get() == 0) {
                Thread.onSpinWait();
              }
              caller.interrupt();
            });
    assertThatThrownBy(() -> serve(call("GET"))).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(had).as("calls at any of them").hasValue(1);
    assertThat(unreachable).isEmpty();
  }

  @Test
  void whoSwitchesProtocolsUnaskedFails() throws Exception {
    answeringNode("odd", "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n");
    assertFails(call("POST"), ProblemType.UPSTREAM_FAILED);
  }

  @Test
  void refusalsAreTriedElsewhereWithinABudget() throws Exception {
    answeringNode("bad0", "HTTP/1.1 502 Bad\nContent-Length: 0\n\n");
    for (int i = 1; i < 6; i++) {
      nodes.put("bad" + i, nodes.get("bad0"));
    }
    var calls = 300;
    for (int i = 0; i < calls; i++) {
      assertThat(serve(call("GET"))).isEqualTo(502);
    }
    assertThat(had.get()).isGreaterThan(calls + 50).isLessThanOrEqualTo(calls + 100 + calls / 5);
  }

  @Test
  void callsWaitWhileAllAreFullAndAreToldTheirPlace() throws Exception {
    answeringNode("full", "HTTP/1.1 503 Busy\nRetry-After: 60\nContent-Length: 0\n\n");
    try (var patient = new TestDispatch(Duration.ofSeconds(3))) { // all come before the first ends
      var by = patient.dispatch(routes);
      assertThat(serve(by, call("GET"))).isEqualTo(503);
      var waiting = new ArrayList<CompletableFuture<String>>();
      for (int i = 0; i < 3; i++) {
        waiting.add(CompletableFuture.supplyAsync(() -> place(by), Thread::startVirtualThread));
      }
      assertThat(waiting.stream().map(CompletableFuture::join))
          .containsExactlyInAnyOrder("1", "2", "3");
    }
    assertThat(had).as("nobody was asked meanwhile").hasValue(1);
  }

  private String place(Dispatch by) {
    try {
      serve(by, call("GET"));
      return "served";
    } catch (PlatformException e) {
      assertThat(e.problem().type()).isEqualTo(ProblemType.SATURATED);
      return String.valueOf(e.problem().members().get("queue_position"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void whoseTurnItIsIsServedAsSoonAsSomebodyIsFree() throws Exception {
    answeringNode("full", "HTTP/1.1 503 Busy\nRetry-After: 60\nContent-Length: 0\n\n");
    assertThat(serve(call("GET"))).isEqualTo(503);
    nodes.clear();
    answeringNode("full", GOOD);
    var queue = new Queues(test.config);
    var free = new AtomicInteger();
    assertThat(
            queue.<String>await(
                "s",
                () ->
                    free.incrementAndGet() < 3
                        ? java.util.Optional.empty()
                        : java.util.Optional.of("node")))
        .isEqualTo("node");
    assertThat(queue.waiting("s")).isZero();
  }
}
