package uk.org.rmatool.worker.launcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * The services that are no longer wanted here, until nothing is left of them. Safe for any number
 * of threads.
 */
final class Draining {
  private final ToIntFunction<String> inFlight;
  private final LaunchLimits limits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Leaving> draining = new HashMap<>();
  private final Map<String, CompletableFuture<Void>> ending = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * One that still has calls.
   *
   * @param ended completes when nothing is left of it, or it was taken back
   */
  private record Leaving(Supervisor supervisor, CompletableFuture<Void> ended) {}

  /**
   * Drains services.
   *
   * @param inFlight how many calls a service has
   */
  Draining(ToIntFunction<String> inFlight, LaunchLimits limits) {
    this.inFlight = inFlight;
    this.limits = limits;
  }

  /** Ends a service once its calls have ended, or after some minutes. */
  void drain(String service, Supervisor supervisor) {
    var leaving = new Leaving(supervisor, new CompletableFuture<>());
    lock.lock();
    try {
      draining.put(service, leaving);
      ending.put(service, leaving.ended());
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name("drain of " + service)
        .start(
            () -> {
              awaitCalls(service);
              endDrained(service, leaving);
            });
  }

  /** A service that still has calls and is wanted again; it is drained no more. */
  Optional<Supervisor> takeBack(String service) {
    lock.lock();
    try {
      var leaving = Optional.ofNullable(draining.remove(service));
      leaving.ifPresent(it -> it.ended().complete(null));
      return leaving.map(Leaving::supervisor);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a service, calls or not. */
  void end(String service, Supervisor supervisor) {
    lock.lock();
    try {
      ending.put(service, supervisor.stop());
    } finally {
      lock.unlock();
    }
  }

  /** Completes when nothing is left of what ran as this service before. */
  CompletableFuture<Void> ended(String service) {
    lock.lock();
    try {
      return ending.getOrDefault(service, CompletableFuture.completedFuture(null));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends what still drains; returns when everything has ended.
   *
   * @throws IllegalStateException when something cannot be ended
   */
  void stop() {
    stop.countDown();
    List<CompletableFuture<Void>> all;
    lock.lock();
    try {
      Map.copyOf(draining).forEach(this::endDrained);
      all = List.copyOf(ending.values());
    } finally {
      lock.unlock();
    }
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Some services cannot be ended: " + ending.keySet(), e);
    }
  }

  /** Waits at least once, for a call that has just found the service and is not counted yet. */
  private void awaitCalls(String service) {
    var deadline = System.nanoTime() + limits.drain().toNanos();
    try {
      while (!stop.await(limits.drainPoll().toNanos(), TimeUnit.NANOSECONDS)
          && inFlight.applyAsInt(service) > 0
          && System.nanoTime() < deadline) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does nothing when the service was taken back meanwhile. */
  private void endDrained(String service, Leaving leaving) {
    lock.lock();
    try {
      if (draining.remove(service, leaving)) {
        var unused = leaving.supervisor().stop().thenRun(() -> leaving.ended().complete(null));
      }
    } finally {
      lock.unlock();
    }
  }
}
