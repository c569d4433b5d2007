package uk.org.rmatool.platform.database;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** Several replicas may change one node at once: who was slower decides again on what is then. */
public final class Contention {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private Contention() {}

  /**
   * Decides and does, and again when another replica was faster.
   *
   * @param attempts how often at most
   * @param attempt empty when another replica was faster
   * @param refresh reads what that one made of it
   * @throws PlatformException 503 when others were faster every time
   */
  public static <T> T decided(
      NodeId id, int attempts, Supplier<Optional<T>> attempt, Runnable refresh) {
    for (int i = 0; i < attempts; i++) {
      var result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
      refresh.run();
    }
    throw PlatformException.retryLater(
        ProblemType.SATURATED,
        "'%s' is being changed at several replicas at once. Try again.".formatted(id),
        RETRY);
  }
}
