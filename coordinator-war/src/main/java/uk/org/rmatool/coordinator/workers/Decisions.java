package uk.org.rmatool.coordinator.workers;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.Contention;

/**
 * Decides about one worker at a time in this replica, and again when another replica was faster.
 */
final class Decisions {
  private static final int STRIPES = 256;
  private static final int ATTEMPTS = 5;

  private final OtherReplicas others;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  Decisions(OtherReplicas others) {
    this.others = others;
  }

  /**
   * Decides and does.
   *
   * @param attempt empty when another replica was faster
   */
  <T> T decided(NodeId id, Supplier<Optional<T>> attempt) {
    var lock = stripes[Math.floorMod(id.hashCode(), STRIPES)];
    lock.lock();
    try {
      return Contention.decided(id, ATTEMPTS, attempt, () -> others.refresh(Set.of(id)));
    } finally {
      lock.unlock();
    }
  }
}
