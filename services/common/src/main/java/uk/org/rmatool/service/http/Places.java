package uk.org.rmatool.service.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.service.http.Routes.Handler;

/**
 * How many requests are in progress at once at most; further ones get 503 with <code>Retry-After
 * </code>. A request keeps its place until its answer has been sent: that is in memory until then.
 */
public final class Places {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int capacity;
  private final String whenFull;
  private final Semaphore free;

  /**
   * All places are free.
   *
   * @param whenFull a sentence for those who find none
   */
  public Places(int capacity, String whenFull) {
    this.capacity = capacity;
    this.whenFull = whenFull;
    free = new Semaphore(capacity);
  }

  /** Answers when there is a place. */
  public Answer answer(Handler handler, Call call) throws IOException, InterruptedException {
    if (!free.tryAcquire()) {
      throw PlatformException.retryLater(ProblemType.SATURATED, whenFull, RETRY_AFTER);
    }
    try {
      return handler.answer(call).releasing(free::release);
    } catch (Throwable e) {
      free.release();
      throw e;
    }
  }

  /** The same handler, limited. */
  public Handler limit(Handler handler) {
    return call -> answer(handler, call);
  }

  /** How many requests are in progress. */
  public int active() {
    return capacity - free.availablePermits();
  }
}
