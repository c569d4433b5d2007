package uk.org.rmatool.bench.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Takes something down every second until it is closed. */
final class Samples<T> implements AutoCloseable {
  private final List<T> samples = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  Samples(Supplier<T> source) {
    var unused = clock.scheduleAtFixedRate(() -> add(source.get()), 1, 1, TimeUnit.SECONDS);
  }

  private synchronized void add(T sample) {
    samples.add(sample);
  }

  /** So far, the oldest first. */
  synchronized List<T> all() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
