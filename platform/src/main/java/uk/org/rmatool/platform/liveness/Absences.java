package uk.org.rmatool.platform.liveness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the registry itself was away, before its start or suspended: silence of that time proves
 * nothing, so leases end later for it.
 */
final class Absences {
  private static final int MAX_PAUSES = 16;

  /** A time of absence, in epoch milliseconds. */
  private record Absence(long from, long to) {}

  /** How long looks may be apart; leases that end within it were looked at ahead. */
  private final long patience;

  private final long longest;
  private volatile @Nullable Absence beforeStart;
  private volatile List<Absence> pauses = List.of();

  /** By when somebody looks again unless the program is suspended; never while nobody looks. */
  private volatile long nextLook = Long.MAX_VALUE;

  Absences(LeaseSettings settings) {
    patience = settings.massExpiryWindow().toMillis();
    longest = settings.massExpiryLongest().toMillis();
  }

  /** The registry has just read these nodes; when it last heard of one it was surely there. */
  synchronized void loaded(Collection<? extends Leased> nodes, long now) {
    nodes.stream()
        .mapToLong(Leased::lastSeen)
        .max()
        .ifPresent(newest -> beforeStart = new Absence(newest, now));
    pauses = List.of();
  }

  /** Somebody looks at the nodes, as is done every second. */
  synchronized void looked(long now) {
    notice(now);
    nextLook = now + patience;
  }

  /** Notices if the program was suspended until now. */
  void notice(long now) {
    if (now > nextLook) {
      pause(now);
    }
  }

  private synchronized void pause(long now) {
    if (now > nextLook) {
      var all = new ArrayList<>(pauses);
      all.add(new Absence(nextLook, now));
      pauses = List.copyOf(all.subList(Math.max(0, all.size() - MAX_PAUSES), all.size()));
      nextLook = Long.MAX_VALUE; // if nobody looks at all, that is no absence
    }
  }

  /**
   * When a node's lease ends: after so many milliseconds of silence, not counting those when the
   * program was suspended. A lease that ran while the registry was not started yet ends one
   * degraded term after the start at the earliest.
   */
  long end(Leased node, long term) {
    long end = node.lastSeen() + term;
    var start = beforeStart;
    if (start != null && end > start.from) {
      end = Math.max(end, start.to + Math.min(node.degradedAfter(), longest));
    }
    for (var pause : pauses) {
      if (node.lastSeen() < pause.to && end > pause.from) {
        end += pause.to - pause.from;
      }
    }
    return end;
  }
}
