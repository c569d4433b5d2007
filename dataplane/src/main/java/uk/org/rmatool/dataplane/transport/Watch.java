package uk.org.rmatool.dataplane.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Looks every tenth of a second at what open connections wait for. */
final class Watch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);

  private final Set<PatientInput> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;

  Watch() {
    thread = Thread.ofVirtual().name("silent-connections").unstarted(this::look);
  }

  void start() {
    thread.start();
  }

  void add(PatientInput input) {
    open.add(input);
  }

  void remove(PatientInput input) {
    open.remove(input);
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        open.forEach(input -> input.look(asking));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    asking.shutdownNow();
  }
}
