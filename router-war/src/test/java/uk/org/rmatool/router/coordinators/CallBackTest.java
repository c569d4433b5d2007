package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;

class CallBackTest {
  private final CallBack callBack =
      new CallBack(new ControlClient(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private HttpServer server;
  private volatile int status = 200;
  private volatile String health = "{\"coordinator\":\"edge-1\"}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          var bytes = health.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aProgramThatAnswersAndNamesItselfCanBeReached() {
    callBack.require(address(), "edge-1");
    health = "{\"node\":\"edge-proxy-7\"}";
    assertThat(callBack.asked("192.0.2.1", address(), "edge-proxy-7")).isEmpty();
  }

  @Test
  void anotherProgramAtTheAddressIsNotTakenForIt() {
    assertThat(callBack.asked("192.0.2.1", address(), "edge-2"))
        .contains("another program answers at " + address());
    health = "no JSON at all";
    assertThat(callBack.asked("192.0.2.1", address(), "edge-1")).isPresent();
    status = 404;
    assertThat(callBack.asked("192.0.2.1", address(), "edge-1"))
        .contains(address() + " answered 404");
  }

  @Test
  void whereNobodyListensTheReasonIsSaid() {
    var nobody = address();
    server.stop(0);
    assertThatThrownBy(() -> callBack.require(nobody, "edge-1"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.COORDINATOR_UNREACHABLE);
              assertThat(e.problem().detail())
                  .isEqualTo(
                      "The router called back, and %s cannot be reached: connection refused."
                          .formatted(nobody));
            });
  }

  @Test
  void addressesThatNoNodeCanHaveAreNotCalled() {
    assertThat(callBack.asked("192.0.2.1", URI.create("http://169.254.169.254"), "edge-1"))
        .hasValueSatisfying(reason -> assertThat(reason).contains("which no node can have"));
  }

  @Test
  void whoAsksTooOftenIsToldSo() {
    for (int i = 0; i < 60; i++) {
      assertThat(callBack.asked("192.0.2.1", address(), "edge-1")).isEmpty();
    }
    assertThatThrownBy(() -> callBack.asked("192.0.2.1", address(), "edge-1"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    assertThat(callBack.asked("192.0.2.2", address(), "edge-1")).isEmpty();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
