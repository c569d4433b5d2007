package uk.org.rmatool.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.EdgeLeaseConfig;
import uk.org.rmatool.router.coordinators.EdgeRegistration;
import uk.org.rmatool.router.coordinators.InMemoryCoordinatorStore;
import uk.org.rmatool.router.coordinators.TestLeases;
import uk.org.rmatool.router.intents.InMemoryIntentStore;

class FleetTest {
  private static final int COORDINATORS = 12;
  private static final int AT_ONCE = 8;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final CoordinatorRegistry coordinators =
      new CoordinatorRegistry(
          new InMemoryCoordinatorStore(),
          new EdgeLeaseConfig(
              Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(30), COORDINATORS),
          new InMemoryIntentStore().open(clock),
          TestLeases.SETTINGS,
          clock,
          new Random(1));
  private final Fleet fleet = new Fleet(coordinators, new ControlClient());

  @Test
  void eightCoordinatorsAreAskedAtATimeAndAllAnswer() throws Exception {
    coordinators.load();
    var asked = new AtomicInteger();
    var most = new AtomicInteger();
    var eight = new CountDownLatch(AT_ONCE);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            most.accumulateAndGet(asked.incrementAndGet(), Math::max);
            eight.countDown();
            try {
              eight.await(4, TimeUnit.SECONDS); // all that may come have come
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            asked.decrementAndGet();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
            exchange.close();
          });
      server.start();
      for (int i = 0; i < COORDINATORS; i++) {
        var registration =
            Json.createObjectBuilder()
                .add("worker_id", "c" + i)
                .add("tunnel_url", "http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        coordinators.register(EdgeRegistration.parse(registration), "127.0.0.1");
      }
      assertThat(fleet.ask("/any").answers()).hasSize(COORDINATORS);
      assertThat(most).hasValue(AT_ONCE);
    } finally {
      server.stop(0);
    }
  }
}
