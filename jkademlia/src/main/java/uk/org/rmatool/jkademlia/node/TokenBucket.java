package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;

/** Lets something happen at a rate. */
final class TokenBucket {
  private final Settings.Rate rate;
  private double tokens;
  private Instant filled;

  TokenBucket(Settings.Rate rate, Instant now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.filled = now;
  }

  boolean take(Instant now) {
    double elapsed = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
    tokens = Math.min(rate.burst(), tokens + elapsed * rate.perSecond());
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
