package uk.org.rmatool.platform.liveness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;

/**
 * What the engine should do, written down as plainly as possible: every node has the ends of its
 * lease, which absences push out; everything is looked for in lists. Times in milliseconds.
 */
final class LeaseModel {
  /** A node and when it is degraded and gone, unless that is held. */
  static final class Known {
    final NodeId id;
    final long degradedAfter;
    final long expiredAfter;
    long seen;
    long degraded;
    long expired;

    Known(Node node) {
      id = node.id();
      degradedAfter = node.degradedAfter();
      expiredAfter = node.expiredAfter();
      see(node.lastSeen());
    }

    void see(long at) {
      seen = at;
      degraded = at + degradedAfter;
      expired = at + expiredAfter;
    }

    long window(long configured) {
      return Math.min(Math.max(configured, degradedAfter / 6), degradedAfter / 3);
    }
  }

  /** A penalty, and since it rose too high and until it has fallen low enough, that it is held. */
  private static final class Flapping {
    double value;
    long at;
    boolean held;
  }

  final Map<NodeId, Known> nodes = new TreeMap<>();
  final Map<NodeId, String> suspects = new HashMap<>();
  private final Map<NodeId, Flapping> flapping = new HashMap<>();
  private final Map<NodeId, Long> cameOrWent = new HashMap<>();
  private final LeaseSettings settings;

  /** The last time that the guard was entered, until its silence is over. */
  @Nullable Long guardedSince;

  /** What was degraded, suspect and held back at the last look. */
  private Set<NodeId> wasDegraded = new HashSet<>();

  private Set<NodeId> wasSuspect = new HashSet<>();
  private Set<NodeId> wasHeld = new HashSet<>();
  private boolean wasGuarded;

  LeaseModel(LeaseSettings settings) {
    this.settings = settings;
  }

  boolean isGuarded(long now) {
    return guardedSince != null && now < guardedSince + settings.massExpiryLongest().toMillis();
  }

  LeaseState state(Known node, long now) {
    if (hasEnded(node.expired, now)) {
      return LeaseState.EXPIRED;
    }
    return hasEnded(node.degraded, now) ? LeaseState.DEGRADED : LeaseState.LIVE;
  }

  private boolean hasEnded(long end, long now) {
    boolean held = guardedSince != null && isGuarded(now) && end > guardedSince;
    return end <= now && !held;
  }

  void register(Node node, long now) {
    var before = nodes.get(node.id());
    boolean lost = before != null && state(before, now) != LeaseState.LIVE;
    var last = cameOrWent.put(node.id(), now);
    boolean soon = last != null && now - last < 60_000;
    if (suspects.remove(node.id()) != null || lost || soon) {
      returned(node.id(), now);
    }
    wasDegraded.remove(node.id());
    nodes.put(node.id(), new Known(node));
  }

  void renew(NodeId id, long now) {
    var node = nodes.get(id);
    if (suspects.remove(id) != null || state(node, now) != LeaseState.LIVE) {
      returned(id, now);
    }
    node.see(now);
  }

  void leave(NodeId id, long now) {
    nodes.remove(id);
    suspects.remove(id);
    wasDegraded.remove(id);
    wasSuspect.remove(id);
    cameOrWent.put(id, now);
  }

  void trust(NodeId id, long now) {
    if (suspects.remove(id) != null) {
      returned(id, now);
    }
  }

  private void returned(NodeId id, long now) {
    var node = flapping.computeIfAbsent(id, any -> new Flapping());
    fade(node, now);
    node.value = Math.min(node.value + 1000, 1500 * Math.pow(2, 3_600_000 / halfLife()));
    node.held |= node.value > 3000;
  }

  private void fade(Flapping node, long now) {
    node.value *= Math.pow(2, -(now - node.at) / halfLife());
    node.at = now;
    node.held &= node.value > 1500;
    node.value = node.value > 100 ? node.value : 0;
  }

  private double halfLife() {
    return settings.flapHalfLife().toMillis();
  }

  boolean isHeldBack(NodeId id, long now) {
    var node = flapping.get(id);
    if (node == null) {
      return false;
    }
    fade(node, now);
    return node.held;
  }

  /** Nobody looked for a while: that time does not count. */
  void suspended(long from, long to) {
    for (var node : nodes.values()) {
      node.degraded += node.degraded > from ? to - from : 0;
      node.expired += node.expired > from ? to - from : 0;
    }
  }

  /** The registry was started again; it had heard of somebody last at one moment. */
  void restarted(long now) {
    suspects.clear();
    flapping.clear();
    cameOrWent.clear();
    guardedSince = null;
    wasGuarded = false;
    wasSuspect = new HashSet<>();
    wasHeld = new HashSet<>();
    long newest = nodes.values().stream().mapToLong(node -> node.seen).max().orElse(now);
    for (var node : nodes.values()) {
      node.see(node.seen);
      long grace = now + Math.min(node.degradedAfter, settings.massExpiryLongest().toMillis());
      node.degraded = node.degraded > newest ? Math.max(node.degraded, grace) : node.degraded;
      node.expired = node.expired > newest ? Math.max(node.expired, grace) : node.expired;
    }
    wasDegraded = new HashSet<>(degraded(now));
  }

  /** What a look at this moment should find, as <code>KIND id</code>. */
  List<String> look(long now) {
    var found = new ArrayList<String>();
    judgeGuard(now);
    if (wasGuarded != isGuarded(now)) {
      wasGuarded = isGuarded(now);
      found.add(wasGuarded ? "GUARD_ENTERED" : "GUARD_LEFT");
    }
    var degraded = degraded(now);
    degraded.stream()
        .filter(id -> !wasDegraded.contains(id))
        .forEach(id -> found.add("DEGRADED " + id));
    for (var id : wasDegraded) {
      var state = state(nodes.get(id), now);
      if (state == LeaseState.LIVE) {
        found.add("RECOVERED " + id);
      } else if (state == LeaseState.EXPIRED) {
        degraded.add(id);
      }
    }
    wasDegraded = degraded;
    difference(wasSuspect, suspects.keySet(), "SUSPECTED ", "TRUSTED ", found);
    wasSuspect = new HashSet<>(suspects.keySet());
    var held = new HashSet<>(flapping.keySet());
    held.removeIf(id -> !isHeldBack(id, now));
    difference(wasHeld, held, "HELD_BACK ", "LET_GO ", found);
    wasHeld = held;
    return found;
  }

  private Set<NodeId> degraded(long now) {
    var ids = new HashSet<NodeId>();
    for (var node : nodes.values()) {
      if (state(node, now) == LeaseState.DEGRADED) {
        ids.add(node.id);
      }
    }
    return ids;
  }

  private static void difference(
      Set<NodeId> before, Set<NodeId> after, String come, String gone, List<String> found) {
    after.stream().filter(id -> !before.contains(id)).forEach(id -> found.add(come + id));
    before.stream().filter(id -> !after.contains(id)).forEach(id -> found.add(gone + id));
  }

  private void judgeGuard(long now) {
    if (guardedSince == null) {
      if (share(false, now, now, settings.massExpiryMinimum()) > settings.massExpiryShare()
          || share(true, now, now, settings.massExpiryMinimum()) > settings.massExpiryShare()) {
        guardedSince = now;
      }
    } else {
      double most = Math.max(share(false, guardedSince, now, 1), share(true, guardedSince, now, 1));
      if (most == 0 || most < settings.massExpiryShare() / 2) {
        guardedSince = null;
      }
    }
  }

  /** Of the leases that had not ended before some moment, how many have now or will soon. */
  double share(boolean expired, long since, long now, int minimum) {
    int all = 0;
    int silent = 0;
    for (var node : nodes.values()) {
      long end = expired ? node.expired : node.degraded;
      long window = node.window(settings.massExpiryWindow().toMillis());
      all += end > since - window ? 1 : 0;
      silent += end > since - window && end <= now + window ? 1 : 0;
    }
    return all < minimum ? 0 : (double) silent / all;
  }
}
