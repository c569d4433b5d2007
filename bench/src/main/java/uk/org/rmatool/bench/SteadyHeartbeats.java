package uk.org.rmatool.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import uk.org.rmatool.bench.load.Generator;
import uk.org.rmatool.bench.stage.Server;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Wait;

/** A fleet that goes on sending heartbeats as real workers do, while something else happens. */
final class SteadyHeartbeats implements AutoCloseable {
  /** What deployed workers keep to. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Enough for calls that hang while something is down. */
  private static final int CONNECTIONS = 256;

  private static final Duration POLL = Duration.ofMillis(100);

  private final int workers;
  private final Heartbeats heartbeats;
  private final Generator generator;
  private final Thread thread;

  /** Begins at once. */
  SteadyHeartbeats(Server server, Fleet fleet, int workers) throws IOException {
    this.workers = workers;
    heartbeats =
        new Heartbeats(
            fleet, workers, (double) workers / INTERVAL.toSeconds(), Long.MAX_VALUE / 10_000);
    generator = new Generator(server.address(), CONNECTIONS);
    thread = Thread.ofPlatform().name("heartbeats").start(this::send);
  }

  private void send() {
    try {
      generator.run(heartbeats);
    } catch (IOException e) {
      System.err.println("heartbeats have ended: " + e.getMessage());
    }
  }

  /** Waits until each worker's heartbeat has been taken once. */
  void awaitAll() throws InterruptedException {
    var start = System.nanoTime();
    if (!await(start, INTERVAL.multipliedBy(3))) {
      throw new Failure("not all workers' heartbeats are taken: " + renewedSince(start));
    }
  }

  /** Waits until each worker has sent one since then that was taken; says whether all have. */
  boolean await(long nanoTime, Duration deadline) throws InterruptedException {
    return Wait.until(deadline, POLL, () -> renewedSince(nanoTime) == workers);
  }

  /** How many workers have sent one since then that was taken. */
  long renewedSince(long nanoTime) {
    return IntStream.range(0, workers)
        .filter(
            worker -> heartbeats.renewed(worker) != 0 && heartbeats.renewed(worker) - nanoTime >= 0)
        .count();
  }

  /** When the worker's newest heartbeat that was taken was sent. */
  long renewed(int worker) {
    return heartbeats.renewed(worker);
  }

  /** Stops sending; gives how many were not taken. */
  int end() throws InterruptedException {
    generator.stop();
    thread.join();
    return heartbeats.latencies().errors();
  }

  @Override
  public void close() throws IOException {
    generator.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    generator.close();
  }
}
