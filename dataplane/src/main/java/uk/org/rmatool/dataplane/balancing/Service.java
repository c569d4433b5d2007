package uk.org.rmatool.dataplane.balancing;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of one service, and what can be said of them together. Thread-safe. */
final class Service {
  /** Weight of the newest call in the average latency. */
  private static final double NEWEST = 0.05;

  private final BalancingSettings settings;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private final Set<Node> ejected = new HashSet<>();
  private final RecentCalls recent;
  private volatile double latency;
  private volatile List<Tier> tiers = List.of();
  private volatile long foundAt;

  Service(BalancingSettings settings) {
    this.settings = settings;
    recent = new RecentCalls(settings.ejection().window());
  }

  /** Who could be called when somebody last asked. */
  void found(List<Tier> those, long now) {
    tiers = those;
    foundAt = now;
  }

  Collection<Node> nodes() {
    return nodes.values();
  }

  Node node(String name) {
    var known = nodes.get(name);
    return known == null ? nodes.computeIfAbsent(name, n -> new Node(n, settings)) : known;
  }

  /** One that is known already, or one that will be forgotten when its call is over. */
  Node passingNode(String name) {
    var known = nodes.get(name);
    return known == null ? new Node(name, settings) : known;
  }

  boolean knows(String name) {
    return nodes.containsKey(name);
  }

  Seen seen(String name, long now) {
    var node = nodes.get(name);
    return node == null ? new Seen(0, latency, Circuit.CLOSED, false, 0) : node.seen(now, latency);
  }

  boolean admits(String name, long now) {
    var node = nodes.get(name);
    return node == null || node.admits(now);
  }

  void returned(String name, long now) {
    var node = nodes.get(name);
    if (node != null) {
      node.returned(now);
    }
  }

  void answered(Node node, long nanos, int startedAt, long now) {
    node.answered(nanos, startedAt, now);
    synchronized (this) {
      latency = latency == 0 ? nanos : latency + NEWEST * (nanos - latency);
    }
  }

  void succeeded(Node node, long now) {
    node.succeeded(now);
    synchronized (this) {
      recent.add(false, now);
    }
  }

  synchronized void failed(Node node, int startedAt, long now) {
    recent.add(true, now);
    if (node.failed(startedAt, recent, now) && mayEject(node)) {
      node.eject(now);
      ejected.add(node);
    }
  }

  /** Whether there are not too many ejected of those who are there. */
  private boolean mayEject(Node node) {
    var there = tiers;
    ejected.removeIf(other -> !isOut(other, there));
    int size = there.stream().mapToInt(tier -> tier.pool().size()).sum();
    return ejected.contains(node) || ejected.size() < settings.ejection().atMost(size);
  }

  /** Whether it is ejected, or on trial, and one of those who are there. */
  private boolean isOut(Node node, List<Tier> there) {
    return !node.isClosed()
        && node.equals(nodes.get(node.name()))
        && there.stream().anyMatch(tier -> tier.pool().find(node.name()).isPresent());
  }

  /** Forgets nodes that had no calls since then. */
  void forget(long before) {
    nodes.values().removeIf(node -> node.isForgettable(before));
  }

  boolean isForgettable(long before) {
    return nodes.isEmpty() && foundAt < before;
  }
}
