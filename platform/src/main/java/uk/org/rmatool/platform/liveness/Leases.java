package uk.org.rmatool.platform.liveness;

import java.util.Collection;
import java.util.Optional;

/** Judges nodes by their leases alone: by clock, absences of the registry, and guard. */
final class Leases {
  private final Absences absences;
  private final MassExpiryGuard guard;
  private volatile int extended;

  Leases(LeaseSettings settings) {
    absences = new Absences(settings);
    guard = new MassExpiryGuard(settings, absences);
  }

  LeaseState state(Leased node, long now) {
    absences.notice(now);
    if (hasEnded(absences.end(node, node.expiredAfter()), now)) {
      return LeaseState.EXPIRED;
    }
    return hasEnded(absences.end(node, node.degradedAfter()), now)
        ? LeaseState.DEGRADED
        : LeaseState.LIVE;
  }

  private boolean hasEnded(long end, long now) {
    return end <= now && !guard.holds(end, now);
  }

  /** Whether a node's lease has ended by the clock, and is extended. */
  boolean isExtended(Leased node, long now) {
    var byClock = byClock(node, now);
    return byClock != LeaseState.LIVE && byClock != state(node, now);
  }

  private static LeaseState byClock(Leased node, long now) {
    long silent = now - node.lastSeen();
    if (silent >= node.expiredAfter()) {
      return LeaseState.EXPIRED;
    }
    return silent >= node.degradedAfter() ? LeaseState.DEGRADED : LeaseState.LIVE;
  }

  void loaded(Collection<? extends Leased> nodes, long now) {
    absences.loaded(nodes, now);
  }

  /** Whether a node was heard of so lately that there is nothing about it to judge. */
  boolean isHeard(Leased node, long now) {
    return now + guard.window(node) < node.lastSeen() + node.degradedAfter();
  }

  /**
   * Enters or leaves the guard; gives what was changed.
   *
   * @param silent nodes that are to be judged
   * @param heard how many others there are, which were heard of lately
   */
  Optional<Change> look(Collection<? extends Leased> silent, int heard, long now) {
    absences.looked(now);
    var change = guard.look(silent, heard, now);
    extended = (int) silent.stream().filter(node -> isExtended(node, now)).count();
    return change;
  }

  GuardState guard(long now) {
    return guard.state(now, extended);
  }
}
