package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/** Lets what is done for one worker be done one after the other. */
@Component
class WorkerLocks {
  private static final int STRIPES = 256;

  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  private final Homes homes;

  @Inject
  WorkerLocks(Homes homes) {
    this.homes = homes;
  }

  /** What is done for a worker. */
  interface Step<T> {
    T run() throws UnreachableException;
  }

  /** Does the step once those before it are done; 503 when that takes too long or it fails. */
  <T> T locked(NodeId worker, Step<T> step) {
    homes.requireLoaded();
    var lock = stripes[Math.floorMod(worker.hashCode(), STRIPES)];
    try {
      if (!lock.tryLock(CoordinatorClient.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw CoordinatorClient.notForwarded(
            "call", "calls before it are still waiting for a coordinator");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CoordinatorClient.notForwarded("call", "the router is stopping");
    }
    try {
      return step.run();
    } catch (UnreachableException e) {
      throw CoordinatorClient.notForwarded("call", e.reason());
    } finally {
      lock.unlock();
    }
  }
}
