package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A worker that is slow need not make its caller wait. */
@ExtendWith(SharedPlatform.class)
class HedgingIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void whenOneWorkerIsSlowAnotherIsAskedAndTheClientHearsWhy(Platform platform) throws Exception {
    var router = platform.router();
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
      one.serving(this::firstIsSlow);
      two.serving(this::firstIsSlow);
      var won = hedgesWon(platform, one.service()); // where the machine is busy some are already

      var answer = router.get("/service/" + one.service() + "/x");

      assertThat(answer.text()).isEqualTo("quick");
      assertThat(answer.headers().get("X-RMA-Route"))
          .anyMatch(hop -> hop.startsWith("coordinator: ") && hop.contains("hedge of "));
      assertThat(hedgesWon(platform, one.service())).isEqualTo(won + 1);
      over.countDown();
      router.delete("/api/worker/unregister/" + one.id());
      router.delete("/api/worker/unregister/" + two.id());
    }
  }

  private static int hedgesWon(Platform platform, String service) {
    var counter = "rma_service_hedges_won_total{service=\"" + service + "\"} ";
    return platform
        .coordinator()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(counter))
        .map(line -> Integer.parseInt(line.substring(counter.length())))
        .findFirst()
        .orElse(0);
  }

  private void firstIsSlow(HttpExchange exchange) throws IOException {
    if (asked.getAndIncrement() > 0) {
      FakeWorker.answer(exchange, 200, "quick");
      return;
    }
    try {
      assertThat(over.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
