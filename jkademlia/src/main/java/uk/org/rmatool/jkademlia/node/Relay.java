package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Passes on what nodes store here that talk to nobody else: a value that is new here and belongs to
 * nodes closer to its key. Who answers a ping can store it there himself, and is left to it. Only
 * values that end soon are passed on, as signed ones do: deployed nodes store theirs everywhere
 * themselves. What is passed on to a relay is not new there twice, so it goes round no more than
 * once.
 */
final class Relay {
  private static final Duration SOON = Duration.ofHours(2);

  /** For so long an answer shows that a node answers. */
  private static final Duration LATELY = Duration.ofMinutes(15);

  /** So much time a node is given to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** So many values at a time wait for that. */
  private static final int MAX_WAITING = 1_000;

  private final Values values;
  private final Neighbours neighbours;
  private final Askers askers;
  private final Timers timers;
  private @Nullable TokenBucket rate;
  private int waiting;

  Relay(Values values, Neighbours neighbours, Askers askers, Timers timers) {
    this.values = values;
    this.neighbours = neighbours;
    this.askers = askers;
    this.timers = timers;
  }

  /** From now on so many values are passed on. */
  void allow(Settings.Rate allowed, Instant now) {
    rate = new TokenBucket(allowed, now);
  }

  /** Whether what a node stores here may have to be passed on. */
  boolean isFor(InetSocketAddress from, Instant now) {
    return rate != null && !askers.provedWithin(LATELY, from, now);
  }

  /**
   * A value was stored by a node that it may have to be passed on for.
   *
   * @param before what was held until then
   */
  void stored(InetSocketAddress from, Key key, Optional<Value> before, Instant now) {
    var held = values.held(key, now);
    if (held.isEmpty() || held.equals(before) || waiting >= MAX_WAITING) {
      return;
    }
    neighbours.meet(from, now);
    waiting++;
    timers.in(
        PATIENCE,
        now,
        later -> {
          waiting--;
          if (isFor(from, later)) {
            pass(key, later);
          }
        });
  }

  private void pass(Key key, Instant now) {
    var allowed = rate;
    values
        .held(key, now)
        .filter(value -> values.endsBefore(key, value, now.plus(SOON), now))
        .filter(value -> !values.belongsHere(key) && allowed != null && allowed.take(now))
        .ifPresent(value -> values.spread(key, value, now));
  }
}
