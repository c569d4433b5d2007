package uk.org.rmatool.platform.liveness;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Extends leases while so many would end at once that the registry rather suspects itself. It looks
 * ahead, so that it acts before answers change. Both ends are guarded: that after which a node is
 * degraded, and that after which it is gone.
 */
final class MassExpiryGuard {
  /**
   * Leases that end after some moment are extended until another. Past that it stays, extending
   * nothing, until the silence is over, so that the same silence is not guarded twice.
   */
  private record Hold(long since, long until, String reason) {}

  /** Of the leases that had not ended some time ago, those that have now or will soon. */
  private record Silence(int silent, int all) {
    boolean exceeds(double share) {
      return silent > share * all;
    }

    boolean isBelow(double share) {
      return silent == 0 || silent < share * all;
    }
  }

  private final LeaseSettings settings;
  private final Absences absences;
  private volatile @Nullable Hold hold;
  private boolean entered;

  MassExpiryGuard(LeaseSettings settings, Absences absences) {
    this.settings = settings;
    this.absences = absences;
  }

  /** Whether a lease that has ended by the clock is extended. */
  boolean holds(long end, long now) {
    var current = hold;
    return current != null && end > current.since && now < current.until;
  }

  /** Enters or leaves the guard; gives what was changed. */
  synchronized Optional<Change> look(Collection<? extends Leased> nodes, long now) {
    var current = hold;
    return current == null ? enter(nodes, now) : leave(current, nodes, now);
  }

  private Optional<Change> enter(Collection<? extends Leased> nodes, long now) {
    return reason(silence(nodes, Leased::degradedAfter, now, now), "degrade")
        .or(() -> reason(silence(nodes, Leased::expiredAfter, now, now), "run out"))
        .map(
            reason -> {
              hold = new Hold(now, now + settings.massExpiryLongest().toMillis(), reason);
              entered = true;
              return Change.ofRegistry(Change.Kind.GUARD_ENTERED, reason);
            });
  }

  private Optional<String> reason(Silence silence, String end) {
    return silence.all >= settings.massExpiryMinimum()
            && silence.exceeds(settings.massExpiryShare())
        ? Optional.of(
            "%d of %d leases would %s at once".formatted(silence.silent, silence.all, end))
        : Optional.empty();
  }

  private Optional<Change> leave(Hold current, Collection<? extends Leased> nodes, long now) {
    double enough = settings.massExpiryShare() / 2;
    var isOver =
        silence(nodes, Leased::degradedAfter, current.since, now).isBelow(enough)
            && silence(nodes, Leased::expiredAfter, current.since, now).isBelow(enough);
    if (isOver) {
      hold = null;
    }
    if (entered && (isOver || now >= current.until)) {
      entered = false;
      return Optional.of(
          Change.ofRegistry(
              Change.Kind.GUARD_LEFT,
              isOver
                  ? "the silence is over"
                  : "nodes were not heard of for " + settings.massExpiryLongest()));
    }
    return Optional.empty();
  }

  private Silence silence(
      Collection<? extends Leased> nodes, ToLongFunction<Leased> term, long since, long now) {
    int silent = 0;
    int all = 0;
    for (var node : nodes) {
      long end = absences.end(node, term.applyAsLong(node));
      long window = window(node);
      if (end > since - window) {
        all++;
        if (end <= now + window) {
          silent++;
        }
      }
    }
    return new Silence(silent, all);
  }

  /**
   * How far ahead and back "at once" reaches. A degraded term is three intervals: half of one at
   * least, so that together all are seen that fall silent at one moment; one at most, so that none
   * is counted that is in time.
   */
  private long window(Leased node) {
    long interval = node.degradedAfter() / 3;
    return Math.clamp(settings.massExpiryWindow().toMillis(), interval / 2, interval);
  }

  GuardState state(long now, int held) {
    var current = hold;
    return current == null || now >= current.until
        ? new GuardState(false, Optional.empty(), Optional.empty(), "", held)
        : new GuardState(
            true,
            Optional.of(Instant.ofEpochMilli(current.since)),
            Optional.of(Instant.ofEpochMilli(current.until)),
            current.reason,
            held);
  }
}
