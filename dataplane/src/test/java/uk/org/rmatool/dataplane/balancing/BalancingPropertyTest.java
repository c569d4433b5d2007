package uk.org.rmatool.dataplane.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import uk.org.rmatool.dataplane.balancing.SimulatedCluster.SimulatedNode;

/** What simulated clusters have in common, whatever their size and chance. */
class BalancingPropertyTest {
  private static final int TRIES = 40;
  private static final Affinity NONE = new Affinity.None();

  @Property(tries = TRIES)
  void idleNodesOfOneSpeedAreCalledInProportionToTheirWeights(
      @ForAll long seed,
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 20, max = 100) Integer> weights) {
    sharesFollowWeights(seed, weights, 0.1);
  }

  @Property(tries = TRIES)
  void busyNodesOfOneSpeedAreCalledInProportionToTheirWeights(
      @ForAll long seed,
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 20, max = 100) Integer> weights) {
    sharesFollowWeights(seed, weights, 1_000);
  }

  private static void sharesFollowWeights(long seed, List<Integer> weights, double rate) {
    var cluster = new SimulatedCluster(seed);
    for (int i = 0; i < weights.size(); i++) {
      cluster.add("node-" + i, weights.get(i));
    }
    cluster.run(Duration.ofMillis((long) (4_000_000 / rate)), rate);
    double sum = weights.stream().mapToInt(w -> w).sum();
    for (var node : cluster.nodes.values()) {
      assertThat(cluster.share(node)).as(node.name).isCloseTo(node.weight / sum, within(0.05));
    }
  }

  @Property(tries = TRIES)
  void theFastestIsNotOverrun(@ForAll long seed, @ForAll @IntRange(min = 3, max = 20) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    var fastest = cluster.node(0);
    fastest.latency = Duration.ofMillis(10);
    cluster.run(Duration.ofSeconds(20), 200);
    assertThat(cluster.share(fastest)).isBetween(1.0 / size, 2.0 / size + 0.05);
    for (var node : cluster.nodes.values()) {
      assertThat(node.mostInFlight).as(node.name).isLessThan(40 * 3 / size + 10);
    }
  }

  @Property(tries = TRIES)
  void aSlowNodeIsSparedAndTriedAgainWhenItIsFast(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 10) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    var slow = cluster.node(size - 1);
    slow.latency = Duration.ofSeconds(3);
    cluster.run(Duration.ofSeconds(60), 20);
    assertThat(cluster.share(slow)).isLessThan(0.5 / size);
    cluster.forgetCalls();
    slow.latency = cluster.node(0).latency;
    cluster.run(Duration.ofSeconds(300), 20);
    assertThat(cluster.share(slow)).isGreaterThan(0.6 / size);
  }

  @Property(tries = TRIES)
  void aFailingNodeIsEjectedAndReturnsWhenItIsWell(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 10) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    var failing = cluster.node(0);
    failing.failing = 1;
    cluster.run(Duration.ofSeconds(60), 50);
    var traffic = cluster.traffic(failing);
    assertThat(traffic.circuit()).isNotEqualTo(Circuit.CLOSED);
    assertThat(traffic.ejections()).isBetween(2, 4); // 10 s, 20 s, 40 s
    assertThat(failing.calls).isLessThan(5 + 20 + traffic.ejections());
    failing.failing = 0;
    cluster.run(Duration.ofSeconds(200), 50);
    cluster.forgetCalls();
    cluster.run(Duration.ofSeconds(60), 50);
    assertThat(cluster.traffic(failing).circuit()).isEqualTo(Circuit.CLOSED);
    assertThat(cluster.share(failing)).isCloseTo(1.0 / size, within(0.06));
    for (var node : cluster.nodes.values()) {
      assertThat(cluster.traffic(node).ejections() > 0).isEqualTo(node.equals(failing));
    }
  }

  @Property(tries = TRIES)
  void aNodeThatFailsMoreThanTheOthersIsEjected(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 6) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    cluster.nodes.values().forEach(node -> node.failing = 0.02);
    cluster.node(0).failing = 0.5;
    cluster.run(Duration.ofSeconds(60), 100);
    for (var node : cluster.nodes.values()) {
      assertThat(cluster.traffic(node).ejections() > 0).isEqualTo(node.equals(cluster.node(0)));
    }
  }

  @Property(tries = TRIES)
  void neverAreMoreEjectedThanMayBe(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @IntRange(min = 1, max = 12) int failing) {
    var cluster = SimulatedCluster.of(seed, size);
    cluster.nodes.values().stream().limit(failing).forEach(node -> node.failing = 1);
    int most = size == 1 ? 0 : size / 2;
    for (int i = 0; i < 60; i++) {
      cluster.run(Duration.ofSeconds(1), 100);
      assertThat(cluster.ejected()).isLessThanOrEqualTo(most);
    }
    assertThat(cluster.ejected()).isEqualTo(Math.min(most, failing));
  }

  @Property(tries = TRIES)
  void aNewcomersShareGrows(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int others) {
    var cluster = SimulatedCluster.of(seed, others);
    cluster.run(Duration.ofSeconds(10), 20);
    var newcomer = cluster.add(new SimulatedNode("newcomer", 100, cluster.clock.instant()));
    double fair = 1.0 / (others + 1);
    cluster.forgetCalls();
    cluster.run(Duration.ofSeconds(5), 100);
    assertThat(cluster.share(newcomer)).isLessThan(fair / 2);
    cluster.run(Duration.ofSeconds(25), 100);
    cluster.forgetCalls();
    cluster.run(Duration.ofSeconds(30), 100);
    assertThat(cluster.share(newcomer)).isCloseTo(fair, within(0.05));
  }

  @Property(tries = TRIES)
  void sessionsStayWhoeverComesAndGoes(@ForAll long seed) {
    var cluster = SimulatedCluster.of(seed, 8);
    var node = cluster.choose(NONE);
    for (int i = 0; i < 50; i++) {
      cluster.add("other-" + i, 100);
      cluster.nodes.keySet().stream()
          .filter(name -> !name.equals(node))
          .skip(cluster.random.nextInt(cluster.nodes.size() - 1))
          .findFirst()
          .ifPresent(cluster.nodes::remove);
      assertThat(cluster.pick(new Affinity.Session(node)))
          .isEqualTo(new Choice.Pick(node, "same session"));
    }
    cluster.nodes.remove(node);
    assertThat((Choice.Pick) cluster.pick(new Affinity.Session(node)))
        .satisfies(pick -> assertThat(pick.node()).isNotEqualTo(node))
        .satisfies(pick -> assertThat(pick.why()).endsWith("new for the session"));
  }

  @Property(tries = TRIES)
  void onlyPrefixesOfWhoGoesMoveAndOnlyToWhoComes(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    var before = homes(cluster);
    assertThat(before.values().stream().distinct().count()).isEqualTo(size);
    var gone = cluster.nodes.remove("node-0");
    var after = homes(cluster);
    before.forEach(
        (prefix, home) -> {
          if (!home.equals("node-0")) {
            assertThat(after).containsEntry(prefix, home);
          }
        });
    cluster.add(gone);
    assertThat(homes(cluster)).isEqualTo(before);
  }

  /** Where each of some prefixes leads to. */
  private static Map<Long, String> homes(SimulatedCluster cluster) {
    var homes = new HashMap<Long, String>();
    for (long prefix = 0; prefix < 1_000; prefix++) {
      homes.put(prefix, cluster.choose(new Affinity.Prefix(prefix)));
    }
    return homes;
  }

  @Property(tries = TRIES)
  void aPopularPrefixDoesNotOverrunItsNode(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 10) int size) {
    var cluster = SimulatedCluster.of(seed, size);
    var prefix = new Affinity.Prefix(seed);
    for (int calls = 0; calls < 200; calls++) {
      var node = cluster.choose(prefix);
      double average = calls / (double) size;
      assertThat(cluster.balancer.traffic().filter(one -> one.node().equals(node)))
          .allMatch(one -> one.inFlight() <= 1.25 * average + 1);
      cluster.balancer.start(SimulatedCluster.SERVICE, node);
    }
  }
}
