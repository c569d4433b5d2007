package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;
import uk.org.rmatool.dataplane.balancing.BalancingSettings.Ejection;

/**
 * What was seen of one node for one service. Outlier ejection and circuit breaker are one thing:
 * closed until it is ejected, open while that lasts, then half-open until a call shows that it is
 * well. Thread-safe; times are milliseconds since 1970.
 */
final class Node {
  private static final long LONGEST_FULL = Duration.ofSeconds(30).toMillis();

  private final String name;
  private final Ejection settings;
  private final Latency latency;
  private final RecentCalls recent;

  private int inFlight;
  private long requests;
  private long failures;
  private int failuresInARow;
  private long fullUntil;
  private long lastCall;

  /** When it may be tried; 0 while its circuit is closed. */
  private long openUntil;

  private boolean onTrial;
  private int ejections;
  private int ejectionsInARow;
  private long returnedAt;

  Node(String name, BalancingSettings settings) {
    this.name = name;
    this.settings = settings.ejection();
    latency = new Latency(settings.latencyMemory());
    recent = new RecentCalls(settings.ejection().window());
  }

  String name() {
    return name;
  }

  /** A call goes to it; answers a number that changes when it is ejected. */
  synchronized int started(long now) {
    inFlight++;
    requests++;
    lastCall = now;
    return ejections;
  }

  /** A good answer began. */
  synchronized void answered(long nanos, int startedAt, long now) {
    latency.add(nanos, now);
    if (openUntil != 0 && startedAt == ejections) {
      openUntil = 0;
      onTrial = false;
      returnedAt = now;
      failuresInARow = 0;
      recent.clear();
    }
  }

  /** A call ended that does not say whether the node is well. */
  synchronized void left() {
    inFlight--;
  }

  /** A call was taken back after so long without an answer: it is at least as slow as that. */
  synchronized void outrun(long nanos, long now) {
    inFlight--;
    if (nanos > latency.get(now, 0)) {
      latency.add(nanos, now);
    }
  }

  synchronized void full(Duration retryAfter, long now) {
    inFlight--;
    fullUntil = now + Math.min(retryAfter.toMillis(), LONGEST_FULL);
  }

  synchronized void succeeded(long now) {
    inFlight--;
    failuresInARow = 0;
    recent.add(false, now);
  }

  /**
   * A call failed.
   *
   * @param all what all nodes had lately, this one among them
   * @return whether it should be ejected
   */
  synchronized boolean failed(int startedAt, RecentCalls all, long now) {
    inFlight--;
    failures++;
    failuresInARow++;
    recent.add(true, now);
    if (openUntil != 0) {
      return onTrial && startedAt == ejections;
    }
    return failuresInARow >= settings.failures() || isOutlier(all);
  }

  private boolean isOutlier(RecentCalls all) {
    double others = all.calls() - recent.calls();
    return recent.calls() >= settings.calls()
        && others >= settings.calls()
        && recent.failures() / recent.calls()
            >= (all.failures() - recent.failures()) / others + settings.excess();
  }

  /** Ejects it, for longer when it has not been well for long since the last time. */
  synchronized void eject(long now) {
    boolean again = openUntil != 0 || now - returnedAt < settings.longest().toMillis();
    ejectionsInARow = again ? ejectionsInARow + 1 : 1;
    ejections++;
    openUntil = now + settings.millis(ejectionsInARow);
    onTrial = false;
  }

  /**
   * Whether a call may go to it that was meant for it a moment ago. One that is half-open then has
   * its trial, and the next one only if nothing is heard of this one for a while.
   */
  synchronized boolean admits(long now) {
    if (circuit(now) == Circuit.HALF_OPEN) {
      openUntil = now + settings.first().toMillis();
      onTrial = true;
      return true;
    }
    return !onTrial;
  }

  /** The trial that {@link #admits} began is somebody else's. */
  synchronized void returned(long now) {
    if (onTrial) {
      onTrial = false;
      openUntil = now;
    }
  }

  synchronized boolean isClosed() {
    return openUntil == 0;
  }

  synchronized boolean isForgettable(long before) {
    return inFlight == 0 && lastCall < before && openUntil < before;
  }

  synchronized Seen seen(long now, double otherwise) {
    return new Seen(
        inFlight, latency.get(now, otherwise), circuit(now), now < fullUntil, returnedAt);
  }

  synchronized NodeTraffic traffic(String service, long now) {
    return new NodeTraffic(
        service,
        name,
        inFlight,
        requests,
        failures,
        ejections,
        circuit(now),
        Duration.ofNanos((long) latency.get(now, 0)));
  }

  private Circuit circuit(long now) {
    if (openUntil == 0) {
      return Circuit.CLOSED;
    }
    return now < openUntil ? Circuit.OPEN : Circuit.HALF_OPEN;
  }
}
