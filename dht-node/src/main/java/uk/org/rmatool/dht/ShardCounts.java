package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Into how many shards the providers of each service are divided, as coordinators told last: 1
 * until one did. After a change the number of before counts as well for as long as entries live,
 * unless the shards of before would overflow.
 */
@Component
public class ShardCounts {
  /** As long as a provider's entry lives. */
  static final Duration OVERLAP = Duration.ofMinutes(10);

  private static final Duration FRESH = Duration.ofMinutes(4);
  private static final int MAX_SERVICES = 1_000;

  private final Clock clock;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile Runnable listener = () -> {};

  /**
   * Of a service.
   *
   * @param before the number of before
   * @param until when it stops to count
   * @param heard when somebody told or was asked
   */
  private record Entry(int count, int before, Instant until, Instant heard) {}

  @Inject
  public ShardCounts(Clock clock) {
    this.clock = clock;
  }

  /** A coordinator tells a number; what is no number of shards is passed over. */
  public void tell(String service, int count) {
    if (!Shards.isCount(count)) {
      return;
    }
    var before = count(service);
    update(service, count);
    if (before != count) {
      listener.run();
    }
  }

  /** Nobody told when asked. */
  void unknown(String service) {
    update(service, count(service));
  }

  private void update(String service, int count) {
    var now = clock.instant();
    if (entries.size() >= MAX_SERVICES && !entries.containsKey(service)) {
      entries.values().removeIf(entry -> entry.heard().plus(OVERLAP).isBefore(now));
      if (entries.size() >= MAX_SERVICES) {
        return;
      }
    }
    entries.compute(
        service,
        (name, entry) -> {
          int was = entry == null ? 1 : entry.count();
          if (was != count) {
            return new Entry(count, count <= 2 * was ? was : count, now.plus(OVERLAP), now);
          }
          return entry == null
              ? new Entry(count, count, now, now)
              : new Entry(count, entry.before(), entry.until(), now);
        });
  }

  /** What is to be done when a number changes. */
  public void onChange(Runnable action) {
    listener = action;
  }

  /** Whether the number was heard of lately, so that nobody need be asked. */
  boolean fresh(String service) {
    var entry = entries.get(service);
    return entry != null && clock.instant().isBefore(entry.heard().plus(FRESH));
  }

  /** The number now. */
  public int count(String service) {
    var entry = entries.get(service);
    return entry == null ? 1 : entry.count();
  }

  /** The numbers under which a provider publishes: now's, and for a while that of before. */
  Set<Integer> counts(String service) {
    var entry = entries.get(service);
    if (entry == null) {
      return Set.of(1);
    }
    return entry.before() == entry.count() || !clock.instant().isBefore(entry.until())
        ? Set.of(entry.count())
        : Set.of(entry.count(), entry.before());
  }
}
