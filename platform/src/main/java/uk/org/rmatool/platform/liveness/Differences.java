package uk.org.rmatool.platform.liveness;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.api.NodeId;

/** What was found in trouble at the last look, so that the next one can tell what has changed. */
final class Differences {
  private final Set<NodeId> degraded = ConcurrentHashMap.newKeySet();
  private final Set<NodeId> suspected = ConcurrentHashMap.newKeySet();
  private final Set<NodeId> heldBack = ConcurrentHashMap.newKeySet();

  /** A node is known to be degraded. */
  void degraded(NodeId id) {
    degraded.add(id);
  }

  boolean isDegraded(NodeId id) {
    return !degraded.isEmpty() && degraded.contains(id);
  }

  /** A node is there anew, which says enough of its lease. */
  void registered(NodeId id) {
    degraded.remove(id);
  }

  /** A node is gone, which says enough of it. */
  void left(NodeId id) {
    degraded.remove(id);
    suspected.remove(id);
  }

  /**
   * What leases did.
   *
   * @param nodes all that are silent or known to be degraded
   */
  List<Change> ofLeases(Collection<? extends Leased> nodes, Leases leases, long now) {
    var changes = new ArrayList<Change>();
    var silent = new HashSet<NodeId>();
    for (var node : nodes) {
      var state = leases.state(node, now);
      if (state == LeaseState.LIVE) {
        if (degraded.remove(node.id())) {
          changes.add(Change.of(Change.Kind.RECOVERED, node.id(), "heard of again"));
        }
      } else {
        silent.add(node.id());
        if (state == LeaseState.DEGRADED && degraded.add(node.id())) {
          var reason = "silent since " + Instant.ofEpochMilli(node.lastSeen());
          changes.add(Change.of(Change.Kind.DEGRADED, node.id(), reason));
        }
      }
    }
    degraded.retainAll(silent);
    return changes;
  }

  List<Change> ofSuspicion(Map<NodeId, String> reasons) {
    var changes = new ArrayList<Change>();
    reasons.forEach(
        (id, reason) -> {
          if (suspected.add(id)) {
            changes.add(Change.of(Change.Kind.SUSPECTED, id, reason));
          }
        });
    for (var id : ended(suspected, reasons)) {
      changes.add(Change.of(Change.Kind.TRUSTED, id, "can be reached again"));
    }
    return changes;
  }

  List<Change> ofDamping(Map<NodeId, Long> heldUntil) {
    var changes = new ArrayList<Change>();
    heldUntil.forEach(
        (id, until) -> {
          if (heldBack.add(id)) {
            var reason = "came and went too often, until " + Instant.ofEpochMilli(until);
            changes.add(Change.of(Change.Kind.HELD_BACK, id, reason));
          }
        });
    for (var id : ended(heldBack, heldUntil)) {
      changes.add(Change.of(Change.Kind.LET_GO, id, "stayed for long enough"));
    }
    return changes;
  }

  /** Takes out of what was found those that are not found any more, and gives them. */
  private static List<NodeId> ended(Set<NodeId> before, Map<NodeId, ?> now) {
    return List.copyOf(before).stream()
        .filter(id -> !now.containsKey(id))
        .filter(before::remove)
        .toList();
  }
}
