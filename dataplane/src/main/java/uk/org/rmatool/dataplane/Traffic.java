package uk.org.rmatool.dataplane;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Counts the service traffic of this program: calls in flight, done and failed, and their latency,
 * by service.
 */
@Component
public class Traffic {
  /** Weight of the newest call in the latency average (EWMA). */
  private static final double NEWEST = 0.2;

  /**
   * Under this name, which no service can have, calls are counted until somebody is found for them:
   * the names that callers invent take no room.
   */
  static final String NOBODY = "(nobody)";

  private static final int MAX_SERVICES = 1_000;

  private final Map<String, Counters> services = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * What one service had so far.
   *
   * @param inFlight calls being served now
   * @param calls calls ended
   * @param failures those of them that ended with 5xx or broke, other than by the client
   * @param direct calls that did not go through the container, see {@link DirectCalls}
   * @param retries how often another node was tried
   * @param hedges how often another node was asked the same because the first was slow
   * @param hedgesWon how often that one was faster
   * @param latency exponentially weighted average time to the first byte of the answer
   */
  public record Snapshot(
      int inFlight,
      long calls,
      long failures,
      long direct,
      long retries,
      long hedges,
      long hedgesWon,
      Duration latency) {}

  private static final class Counters {
    final AtomicInteger inFlight = new AtomicInteger();
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder direct = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder hedgesWon = new LongAdder();
    final Durations durations = new Durations();
    volatile double latencyNanos;

    synchronized void latency(long nanos) {
      latencyNanos = latencyNanos == 0 ? nanos : latencyNanos + NEWEST * (nanos - latencyNanos);
    }

    Snapshot snapshot() {
      return new Snapshot(
          inFlight.get(),
          calls.sum(),
          failures.sum(),
          direct.sum(),
          retries.sum(),
          hedges.sum(),
          hedgesWon.sum(),
          Duration.ofNanos((long) latencyNanos));
    }
  }

  void started(String service) {
    inFlight.incrementAndGet();
    counters(service).inFlight.incrementAndGet();
  }

  /** Somebody was found for a call that had started as {@link #NOBODY}'s. */
  void found(String service) {
    counters(service).inFlight.incrementAndGet();
    counters(NOBODY).inFlight.decrementAndGet();
  }

  /** A call begins that does not go through the container. */
  void startedDirect(String service) {
    started(service);
    counters(service).direct.increment();
  }

  void firstByte(String service, long nanos) {
    counters(service).latency(nanos);
  }

  /** Another node is tried. */
  void retried(String service) {
    counters(service).retries.increment();
  }

  /** Another node is asked the same. */
  void hedged(String service) {
    counters(service).hedges.increment();
  }

  /** It was faster. */
  void hedgeWon(String service) {
    counters(service).hedgesWon.increment();
  }

  /**
   * A call is over.
   *
   * @param nanos how long it took
   */
  void ended(String service, boolean failed, long nanos) {
    inFlight.decrementAndGet();
    var counters = counters(service);
    counters.durations.add(nanos);
    counters.inFlight.decrementAndGet();
    counters.calls.increment();
    if (failed) {
      counters.failures.increment();
    }
  }

  /** One service's numbers, zeros when it had no calls. */
  public Snapshot of(String service) {
    var counters = services.get(service);
    return counters == null
        ? new Snapshot(0, 0, 0, 0, 0, 0, 0, Duration.ZERO)
        : counters.snapshot();
  }

  /** All services that had calls, and what calls without a provider had. */
  public Map<String, Snapshot> all() {
    var all = new java.util.TreeMap<String, Snapshot>();
    services.forEach((service, counters) -> all.put(service, counters.snapshot()));
    return all;
  }

  /** How long the calls of each service took. */
  Map<String, Durations> durations() {
    var all = new java.util.TreeMap<String, Durations>();
    services.forEach((service, counters) -> all.put(service, counters.durations));
    return all;
  }

  /** Calls being served now, of all services. */
  public int inFlight() {
    return inFlight.get();
  }

  private Counters counters(String service) {
    var known = services.get(service);
    if (known != null) {
      return known;
    }
    return services.computeIfAbsent(
        services.size() < MAX_SERVICES ? service : "other", s -> new Counters());
  }
}
