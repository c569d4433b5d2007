package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.servlet.Recorded;

@Timeout(20)
class RelayServletTest {
  private final TestDispatch test = new TestDispatch();
  private final Traffic traffic = test.traffic;

  @AfterEach
  void stop() {
    test.close();
  }

  private RelayServlet servlet(Routes routes) throws ReflectiveOperationException {
    var servlet =
        new RelayServlet("router") {
          private static final long serialVersionUID = 1L;
        };
    set(servlet, "dispatch", test.dispatch(routes));
    set(servlet, "routes", routes);
    set(servlet, "traffic", traffic);
    set(servlet, "config", test.config);
    set(servlet, "departures", new Departures());
    set(servlet, "shutdown", new GracefulShutdown(traffic, test.config));
    return servlet;
  }

  private static void set(RelayServlet servlet, String field, Object value)
      throws ReflectiveOperationException {
    var injected = RelayServlet.class.getDeclaredField(field);
    injected.setAccessible(true);
    injected.set(servlet, value);
  }

  private static Recorded.Exchange call(String service) {
    return new Recorded.Exchange("POST", "/service/" + service + "/x", Map.of());
  }

  private static void assertFails(
      RelayServlet servlet, Recorded.Exchange call, Class<? extends Exception> failure) {
    assertThatThrownBy(() -> servlet.relay(call.request(), call.response())).isInstanceOf(failure);
  }

  @Test
  void inventedNamesTakeNoRoomFromRealServices() throws Exception {
    URI closed;
    try (var listener = new ServerSocket(0)) {
      closed = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }
    var servlet =
        servlet(
            (call, request) -> {
              assertThat(traffic.inFlight()).as("the call itself counts").isEqualTo(1);
              if (call.service().startsWith("invented")) {
                throw new PlatformException(ProblemType.NO_PROVIDER, "Nobody has it.");
              }
              return TestDispatch.nodes(Map.of("node", closed), call);
            });
    for (int i = 0; i < 1_100; i++) {
      assertFails(servlet, call("invented-" + i), PlatformException.class);
    }
    assertFails(servlet, call("real"), PlatformException.class);

    assertThat(traffic.all()).containsOnlyKeys(Traffic.NOBODY, "real");
    assertThat(traffic.of(Traffic.NOBODY).calls()).isEqualTo(1_100);
    assertThat(traffic.of("real").calls()).isEqualTo(1);
    assertThat(traffic.of("real").failures()).isEqualTo(1);
    assertThat(traffic.inFlight()).isZero();
  }

  @Test
  void whatAClientBreaksOffIsNoFailureOfTheService() throws Exception {
    try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var address = URI.create("http://127.0.0.1:" + listener.getLocalPort());
      var servlet = servlet((call, in) -> TestDispatch.nodes(Map.of("node", address), call));

      assertProblem(servlet, new EOFException(), ProblemType.MALFORMED_REQUEST);
      assertProblem(servlet, new SocketTimeoutException(), ProblemType.REQUEST_TIMED_OUT);

      assertThat(traffic.of("s").calls()).isEqualTo(2);
      assertThat(traffic.of("s").failures()).isZero();
    }
  }

  private static void assertProblem(RelayServlet servlet, IOException reason, ProblemType type) {
    var call = call("s").with(failing(reason));
    assertThatThrownBy(() -> servlet.relay(call.request(), call.response()))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
  }

  private static InputStream failing(IOException reason) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw reason;
      }
    };
  }
}
