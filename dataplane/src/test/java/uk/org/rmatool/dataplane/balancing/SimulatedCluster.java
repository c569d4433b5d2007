package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import uk.org.rmatool.platform.wiring.SettableClock;

/** Nodes that serve calls in virtual time, called as the balancer chooses. */
final class SimulatedCluster {
  static final String SERVICE = "llm-inference";
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant LONG_AGO = START.minus(Duration.ofDays(1));

  static final BalancingSettings SETTINGS =
      new BalancingSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          1.25,
          new BalancingSettings.Ejection(
              5,
              0.3,
              20,
              Duration.ofSeconds(30),
              Duration.ofSeconds(10),
              Duration.ofSeconds(300),
              0.5));

  final SettableClock clock = new SettableClock(START);
  final Random random;
  final Balancer balancer;
  final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
  private int number;

  /** Something that happens later. */
  private record Event(Instant at, int number, Runnable what) {}

  /** A node of the simulation. */
  static final class SimulatedNode {
    final String name;
    final int weight;
    final Instant since;
    Duration latency = Duration.ofMillis(100);

    /** Share of its calls that fail. */
    double failing;

    int calls;
    int inFlight;
    int mostInFlight;

    SimulatedNode(String name, int weight, Instant since) {
      this.name = name;
      this.weight = weight;
      this.since = since;
    }
  }

  SimulatedCluster(long seed) {
    random = new Random(seed);
    balancer = new Balancer(SETTINGS, clock, random);
  }

  static SimulatedCluster of(long seed, int size) {
    var cluster = new SimulatedCluster(seed);
    for (int i = 0; i < size; i++) {
      cluster.add("node-" + i, 100);
    }
    return cluster;
  }

  SimulatedNode add(String name, int weight) {
    return add(new SimulatedNode(name, weight, LONG_AGO));
  }

  SimulatedNode add(SimulatedNode node) {
    nodes.put(node.name, node);
    return node;
  }

  SimulatedNode node(int number) {
    return nodes.values().stream().skip(number).findFirst().orElseThrow();
  }

  List<Tier> tiers() {
    var targets = new ArrayList<Target>();
    nodes.values().forEach(n -> targets.add(new Target(n.name, n.weight, n.since, 0)));
    return List.of(new Tier("here", false, Pool.of(targets)));
  }

  Choice pick(Affinity affinity) {
    return balancer.pick(SERVICE, tiers(), affinity, Set.of());
  }

  /** The node that is chosen for a call that then is not sent. */
  String choose(Affinity affinity) {
    return ((Choice.Pick) pick(affinity)).node();
  }

  /** Calls come at random moments, so many in a second on average. */
  void run(Duration time, double callsPerSecond) {
    run(time, callsPerSecond, new Affinity.None());
  }

  void run(Duration time, double callsPerSecond, Affinity affinity) {
    var end = clock.instant().plus(time);
    var next = clock.instant();
    while (next.isBefore(end)) {
      pass(next);
      call(affinity);
      long wait = (long) (-Math.log(1 - random.nextDouble()) / callsPerSecond * 1e9);
      next = next.plusNanos(wait);
    }
    pass(end);
  }

  void finish() {
    while (!events.isEmpty()) {
      pass(events.element().at());
    }
  }

  void forgetCalls() {
    nodes.values().forEach(node -> node.calls = 0);
  }

  double share(SimulatedNode node) {
    return node.calls / (double) nodes.values().stream().mapToInt(n -> n.calls).sum();
  }

  NodeTraffic traffic(SimulatedNode node) {
    return balancer.traffic().filter(one -> one.node().equals(node.name)).findFirst().orElseThrow();
  }

  long ejected() {
    return balancer.traffic().filter(one -> one.circuit() != Circuit.CLOSED).count();
  }

  private void pass(Instant until) {
    while (!events.isEmpty() && !events.element().at().isAfter(until)) {
      var event = events.remove();
      clock.set(event.at());
      event.what().run();
    }
    clock.set(until);
  }

  private void call(Affinity affinity) {
    if (!(pick(affinity) instanceof Choice.Pick pick)) {
      return;
    }
    var node = nodes.get(pick.node());
    var attempt = balancer.start(SERVICE, node.name);
    node.calls++;
    node.inFlight++;
    node.mostInFlight = Math.max(node.mostInFlight, node.inFlight);
    var latency = node.latency;
    boolean fails = random.nextDouble() < node.failing;
    events.add(
        new Event(
            clock.instant().plus(latency),
            number++,
            () -> {
              node.inFlight--;
              if (fails) {
                attempt.ended(Outcome.BROKE);
              } else {
                attempt.answered(latency);
                attempt.ended(Outcome.OK);
              }
            }));
  }
}
