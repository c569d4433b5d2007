package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.wiring.SettableClock;

class LeaseEngineRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 5_000;
  private static final List<NodeId> IDS = Fleet.ids(0, 50);

  private final SettableClock clock = new SettableClock(Fleet.START);
  private final LeaseEngine engine = new LeaseEngine("worker", LeaseSettings.DEFAULT, clock);
  private final Map<NodeId, Node> nodes = new ConcurrentHashMap<>();
  private final CountDownLatch start = new CountDownLatch(THREADS + 1);

  @Test
  @Timeout(60)
  void manyThreadsLeaveNothingBehind() throws Exception {
    try (var threads = Executors.newFixedThreadPool(THREADS + 1)) {
      var running = new ArrayList<Future<?>>();
      IntStream.range(0, THREADS).forEach(seed -> running.add(threads.submit(() -> act(seed))));
      running.add(threads.submit(this::look));
      for (var one : running) {
        one.get(50, TimeUnit.SECONDS); // fails with what it failed with
      }
    }
    engine.look(nodes.values());
    for (var id : List.copyOf(nodes.keySet())) {
      var node = nodes.get(id);
      engine.renewed(node);
      nodes.put(id, node.seenAt(clock.millis()));
      assertThat(engine.isTrusted(nodes.get(id))).isTrue();
    }
    engine.look(nodes.values());
    assertThat(engine.look(nodes.values())).isEmpty();
    assertThat(IDS).allMatch(id -> engine.suspicion(id).isEmpty());
    assertThat(IDS).allMatch(engine::isHeldBack); // each came and went a hundred times
  }

  @Test
  @Timeout(60)
  void penaltiesOfManyThreadsAreAllForgottenInTheEnd() throws Exception {
    var damping = new FlapDamping(LeaseSettings.DEFAULT);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      var running = new ArrayList<Future<?>>();
      for (int seed = 0; seed < THREADS; seed++) {
        var random = new Random(seed);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    var id = IDS.get(random.nextInt(IDS.size()));
                    damping.returned(id, i);
                    damping.registered(id, i);
                    damping.left(id, i);
                  }
                }));
      }
      for (var one : running) {
        one.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(damping.remembered()).isEqualTo(IDS.size());
    damping.forget(Duration.ofDays(1).toMillis());
    assertThat(damping.remembered()).isZero();
  }

  private Void act(int seed) throws InterruptedException {
    begin();
    var random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      var id = IDS.get(random.nextInt(IDS.size()));
      var node = nodes.get(id);
      switch (random.nextInt(5)) {
        case 0 -> {
          nodes.put(id, Node.seen(id, clock.millis()));
          engine.registered(node, id);
        }
        case 1 -> {
          nodes.remove(id);
          engine.left(id);
        }
        case 2 -> engine.suspect(id, "no answer"); // perhaps of one that is gone
        case 3 -> engine.trust(id);
        default -> {
          if (node != null) {
            engine.renewed(node);
            nodes.computeIfPresent(id, (same, known) -> known.seenAt(clock.millis()));
          }
        }
      }
    }
    return null;
  }

  private Void look() throws InterruptedException {
    begin();
    for (int i = 0; i < STEPS / 10; i++) {
      engine.look(nodes.values());
    }
    return null;
  }

  /** All at once. */
  private void begin() throws InterruptedException {
    start.countDown();
    start.await();
  }
}
