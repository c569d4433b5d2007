package uk.org.rmatool.worker.measuring;

import java.time.Duration;

/**
 * How long what is waited for.
 *
 * @param between time between two measurements at least
 * @param calls how long calls may put one off
 * @param look how often it is looked whether they have ended
 */
record Patience(Duration between, Duration calls, Duration look) {
  static final Patience USUAL =
      new Patience(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMillis(500));
}
