package uk.org.rmatool.bench.leases;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.cli.console.Failure;

/**
 * Simulated workers that begin one after the other. Their nodes join first, and nobody publishes or
 * pings before all of them have: joining costs a node as much as hours of its life, and those that
 * are kept waiting by others who join too would begin again and again.
 */
final class SimulatedFleet implements AutoCloseable {
  private static final int JOINING = 8;
  private static final int REGISTERING = 32;

  /** So long, at most, may joining, registering or ending take. */
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private static final Duration AGAIN = Duration.ofMillis(50);

  private final List<SimulatedWorker> workers = new ArrayList<>();

  private interface Step {
    void of(SimulatedWorker worker) throws InterruptedException;
  }

  /**
   * None of them does anything yet.
   *
   * @param nodes null if they are to have none
   */
  SimulatedFleet(int count, URI router, @Nullable SimulatedNodes nodes, int compress)
      throws Exception {
    var control = new Control(router);
    for (int i = 0; i < count; i++) {
      workers.add(new SimulatedWorker(i, control, nodes, compress));
    }
  }

  /** Has all nodes join the DHT; returns when they have. */
  void join(InetSocketAddress seed) throws InterruptedException {
    each(workers, JOINING, worker -> worker.join(seed));
  }

  /** Registers all workers, each of which goes on by itself; returns when they have. */
  void register() throws InterruptedException {
    each(
        workers,
        REGISTERING,
        worker -> {
          while (!worker.register()) {
            Thread.sleep(AGAIN);
          }
          worker.start();
        });
  }

  /** Ends the first so many as a power cut would. */
  void end(int count) throws InterruptedException {
    each(workers.subList(0, count), count, SimulatedWorker::close);
  }

  private static void each(List<SimulatedWorker> workers, int atOnce, Step step)
      throws InterruptedException {
    var end = System.nanoTime() + LONGEST.toNanos();
    var free = new Semaphore(atOnce);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (var worker : workers) {
        within(free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        threads.execute(
            () -> {
              try {
                step.of(worker);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                free.release();
              }
            });
      }
      threads.shutdown();
      within(threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void within(boolean time) {
    if (!time) {
      throw new Failure("the workers are not done within %d s".formatted(LONGEST.toSeconds()));
    }
  }

  @Override
  public void close() {
    try {
      end(workers.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
