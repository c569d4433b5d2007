package uk.org.rmatool.platform.liveness;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
  private static final class Silence {
    private final String end;
    private int silent;
    private int all;

    Silence(String end, int heard) {
      this.end = end;
      this.all = heard;
    }

    void count(long end, long from, long to) {
      if (end > from) {
        all++;
        if (end <= to) {
          silent++;
        }
      }
    }

    boolean exceeds(double share) {
      return silent > share * all;
    }

    boolean isBelow(double share) {
      return silent == 0 || silent < share * all;
    }

    String reason() {
      return "%d of %d leases would %s at once".formatted(silent, all, end);
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

  /**
   * Enters or leaves the guard; gives what was changed.
   *
   * @param heard how many more nodes there are, whose leases end after {@link #window}
   */
  synchronized Optional<Change> look(Collection<? extends Leased> nodes, int heard, long now) {
    var current = hold;
    if (current == null) {
      return enter(silences(nodes, heard, now, now), now);
    }
    return leave(current, silences(nodes, heard, current.since, now), now);
  }

  private Optional<Change> enter(List<Silence> silences, long now) {
    return silences.stream()
        .filter(silence -> silence.all >= settings.massExpiryMinimum())
        .filter(silence -> silence.exceeds(settings.massExpiryShare()))
        .findFirst()
        .map(
            silence -> {
              var until = now + settings.massExpiryLongest().toMillis();
              hold = new Hold(now, until, silence.reason());
              entered = true;
              return Change.ofRegistry(Change.Kind.GUARD_ENTERED, silence.reason());
            });
  }

  private Optional<Change> leave(Hold current, List<Silence> silences, long now) {
    boolean isOver =
        silences.stream().allMatch(silence -> silence.isBelow(settings.massExpiryShare() / 2));
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

  /** The silence at both ends, in one walk over the nodes. */
  private List<Silence> silences(
      Collection<? extends Leased> nodes, int heard, long since, long now) {
    var degrading = new Silence("degrade", heard);
    var expiring = new Silence("run out", heard);
    for (var node : nodes) {
      long window = window(node);
      long from = since - window;
      long to = now + window;
      degrading.count(absences.end(node, node.degradedAfter()), from, to);
      expiring.count(absences.end(node, node.expiredAfter()), from, to);
    }
    return List.of(degrading, expiring);
  }

  /**
   * How far ahead and back "at once" reaches. A degraded term is three intervals: half of one at
   * least, so that together all are seen that fall silent at one moment; one at most, so that none
   * is counted that is in time.
   */
  long window(Leased node) {
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
