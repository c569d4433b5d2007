package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GracefulShutdownTest {
  private final Traffic traffic = new Traffic();

  @Test
  void takesLeaveFirstAndWaitsForTheCallsInFlight() throws Exception {
    traffic.started("s");
    var shutdown = shutdown(Duration.ofMinutes(1));
    var left = new CountDownLatch(1);
    shutdown.onBegin(left::countDown);
    var draining = Thread.ofVirtual().start(shutdown::drain);
    left.await();
    assertThat(draining.join(Duration.ofMillis(200))).as("a call is in flight").isFalse();
    assertThat(shutdown.isOver()).isFalse();
    traffic.ended("s", false, 1);
    draining.join();
    assertThat(shutdown.isOver()).isTrue();
  }

  @Test
  void waitsNoLongerThanItMayAndOnlyOnce() {
    traffic.started("s");
    var shutdown = shutdown(Duration.ofMillis(50));
    var leaves = new AtomicInteger();
    shutdown.onBegin(leaves::incrementAndGet);
    shutdown.drain();
    shutdown.drain();
    assertThat(shutdown.isOver()).isTrue();
    assertThat(leaves).hasValue(1);
  }

  @Test
  void whoCannotTakeLeaveDoesNotKeepTheOthersFromIt() {
    var shutdown = shutdown(Duration.ofMillis(50));
    var leaves = new AtomicInteger();
    shutdown.onBegin(
        () -> {
          throw new IllegalStateException("nobody listens");
        });
    shutdown.onBegin(leaves::incrementAndGet);
    shutdown.drain();
    assertThat(leaves).hasValue(1);
  }

  private GracefulShutdown shutdown(Duration drain) {
    return new GracefulShutdown(
        traffic, new RelayConfig(10, Duration.ofSeconds(10), 2, Duration.ofMillis(300), drain));
  }
}
