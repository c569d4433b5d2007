package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Renewals;

/** Three workers serve a steady load, and one of them is killed. */
final class KilledWorker {
  private static final int CALLS = 2_000;
  private static final Duration BETWEEN = Duration.ofMillis(10);
  private static final int KILLED_AT = CALLS / 3;
  private static final Duration SERVING = Duration.ofMillis(30);
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A call that was not answered as it should be. */
  private record Failed(int call, String how) {}

  private KilledWorker() {}

  /**
   * At most one call in a thousand fails, and no healthy worker is ejected.
   *
   * @param entrance where calls come in
   */
  static void assertNobodySuffers(Http entrance, Http router, Http coordinator) throws Exception {
    var service = "killed-" + UUID.randomUUID();
    var workers = new ArrayList<FakeWorker>();
    var failed = new ConcurrentLinkedQueue<Failed>();
    try (var renewals = new Renewals()) {
      for (int i = 0; i < 3; i++) {
        workers.add(worker(service).join(router));
      }
      Await.until(
          "all three are called",
          SOON,
          () -> {
            var unused = entrance.get("/service/" + service + "/warm");
            return workers.stream().allMatch(worker -> !worker.seen().isEmpty());
          });
      for (var healthy : workers.subList(1, 3)) {
        renewals.everySecond(() -> Fleet.heartbeat(router, healthy.id()));
      }
      load(entrance, service, workers.getFirst(), failed);
      var metrics = coordinator.get("/metrics").text();
      for (var healthy : workers.subList(1, 3)) {
        assertThat(ejections(metrics, healthy.id())).as("ejections of %s", healthy.id()).isZero();
      }
      assertThat(workers.getFirst().seen()).as("calls at the one that was killed").isNotEmpty();
    } finally {
      workers.forEach(FakeWorker::close);
    }
    assertThat(failed).hasSizeLessThanOrEqualTo(CALLS / 1_000);
  }

  private static FakeWorker worker(String service) throws Exception {
    return new FakeWorker(service)
        .serving(
            exchange -> {
              try {
                Thread.sleep(SERVING);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              FakeWorker.answer(exchange, 200, "served");
            });
  }

  /** Calls at a steady rate, whatever comes back, and kills one on the way. */
  private static void load(
      Http entrance, String service, FakeWorker killed, ConcurrentLinkedQueue<Failed> failed)
      throws InterruptedException {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor();
        var pace = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < CALLS; i++) {
        var number = i;
        pace.schedule(
            () -> {
              if (number == KILLED_AT) {
                killed.close();
              }
              callers.execute(() -> call(entrance, service, number, failed));
            },
            BETWEEN.toMillis() * i,
            TimeUnit.MILLISECONDS);
      }
      pace.shutdown();
      assertThat(pace.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void call(
      Http entrance, String service, int number, ConcurrentLinkedQueue<Failed> failed) {
    try {
      var answer = entrance.get("/service/" + service + "/" + number);
      if (answer.status() != 200 || !answer.text().equals("served")) {
        failed.add(new Failed(number, answer.toString()));
      }
    } catch (AssertionError e) {
      failed.add(new Failed(number, e.toString()));
    }
  }

  private static double ejections(String metrics, String node) {
    var line =
        Pattern.compile("rma_node_ejections_total\\{[^}]*" + Pattern.quote(node) + "[^}]*} (\\S+)")
            .matcher(metrics);
    assertThat(line.find()).as("ejections of %s are counted in %s", node, metrics).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
