package uk.org.rmatool.router.gateway;

import java.time.Duration;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.liveness.HeapBudget;

/** What one request takes of the memory for all of them. */
final class Reservation implements AutoCloseable {
  private static final Duration BUSY = Duration.ofSeconds(2);

  private final HeapBudget room;
  private long used;

  Reservation(HeapBudget room) {
    this.room = room;
  }

  /**
   * Takes so many bytes more.
   *
   * @throws PlatformException 503 when there is no room
   */
  void take(long bytes) {
    if (!room.hasRoom(bytes)) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED, "The router reads as many requests as it has memory for.", BUSY);
    }
    room.use(bytes);
    used += bytes;
  }

  /** So many bytes are enough from now on. */
  void shrinkTo(long bytes) {
    room.use(bytes - used);
    used = bytes;
  }

  @Override
  public void close() {
    shrinkTo(0);
  }
}
