package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.Throttle;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.LimitsConfig;

/** Keeps service calls to what the machine's owner gives of the network. */
@Component
class Bandwidth implements Throttle {
  /** What passes at once after a silence, as a part of a second's share; a piece at least. */
  private static final int BURSTS_PER_SECOND = 10;

  private static final long SMALLEST_BURST = 64 * 1024;

  private final @Nullable TokenBucket bucket;

  @Inject
  Bandwidth(LimitsConfig limits) {
    var rate = limits.bytesPerSecond();
    var burst = Math.max(SMALLEST_BURST, rate / BURSTS_PER_SECOND);
    this.bucket = rate == 0 ? null : new TokenBucket(rate, burst, System.nanoTime());
  }

  @Override
  public void pass(int bytes) throws IOException {
    if (bucket == null) {
      return;
    }
    var begun = System.nanoTime();
    var wait = bucket.take(bytes, begun);
    for (var left = wait; left > 0; left = wait - (System.nanoTime() - begun)) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("the worker is stopping");
      }
    }
  }
}
