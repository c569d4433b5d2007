package uk.org.rmatool.jkademlia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.Keys;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;

/** What holds for records in a whole network, whatever becomes of datagrams and nodes. */
class RecordsInANetworkTest {
  private static final int ALL = 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  private static Optional<Value> got(World world, SimulatedNode asker, Key key, int values) {
    var answers = new ArrayList<Outcome.Got>();
    asker.get(key, values, answers::add);
    world.simulation().await("an answer", SOON, () -> !answers.isEmpty());
    return answers.getFirst().value();
  }

  private static List<CertifiedId> providers(World world, RecordKey.OfProviders shard) {
    return got(world, world.anyNode(), shard.point(), ALL)
        .map(value -> world.newReader().providers(shard, value, world.simulation().now()))
        .orElse(List.of());
  }

  private static Optional<WorkerPresence> presence(World world, SimulatedWorker worker) {
    return got(world, world.anyNode(), worker.presence().point(), ALL)
        .flatMap(
            value ->
                world.newReader().worker(worker.id().toString(), value, world.simulation().now()));
  }

  private static void assertFound(World world, SimulatedWorker worker) {
    var simulation = world.simulation();
    simulation.check(
        providers(world, worker.shard()).contains(worker.id()),
        "a live provider is not found: " + worker.id());
    var presence = presence(world, worker);
    simulation.check(presence.isPresent(), "a live worker's presence is not found");
    double age = simulation.now().getEpochSecond() - presence.orElseThrow().lastSeen();
    simulation.check(
        age <= SimulatedWorker.PERIOD.toSeconds() * 1.2 + 30, "an older record wins: " + age);
  }

  private static void awaitPublished(World world) {
    world
        .simulation()
        .await(
            "all published",
            Duration.ofMinutes(2),
            () -> world.workers().stream().allMatch(SimulatedWorker::published));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void fortyWhoPublishAtOnceAreAllFound(long seed) {
    var world = new World(seed, Conditions.BAD);
    world.addNodes(60);
    for (int i = 0; i < 40; i++) {
      world.addWorker(world.nodes().get(i), "ocr", 4);
    }
    awaitPublished(world);
    world.simulation().run(SOON);
    var found = new TreeSet<String>();
    for (int shard = 0; shard < 4; shard++) {
      providers(world, new RecordKey.OfProviders("ocr", shard))
          .forEach(id -> found.add(id.toString()));
    }
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            world.workers().stream().map(worker -> worker.id().toString()).toList());
  }

  /** Holders send a long set only to those whom they know: a stranger has to ask them again. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aStrangerWhoHoldsAPartOfASetReadsAllOfIt(long seed) {
    var world = new World(seed, Conditions.BAD);
    world.addNodes(120);
    for (int i = 0; i < 10; i++) {
      world.addWorker(world.nodes().get(i), "ocr", 1);
    }
    awaitPublished(world);
    world.simulation().run(SOON);
    var shard = new RecordKey.OfProviders("ocr", 0);
    var signer = new Signer("lab", Keys.of(0)); // the first worker's
    for (int i = 0; i < 10; i++) {
      var newcomer = world.addNode();
      world.simulation().await("it joins", SOON, newcomer::joined);
      var part = signer.provider(shard, world.simulation().now(), SimulatedWorker.LIFETIME);
      give(world, newcomer, shard.point(), part);
      var found = got(world, newcomer, shard.point(), ALL).orElseThrow();
      assertThat(world.newReader().providers(shard, found, world.simulation().now())).hasSize(10);
    }
  }

  private static void give(World world, SimulatedNode to, Key key, Value value) {
    var answers = new ArrayList<Outcome>();
    do {
      world.anyNode().give(to.address(), key, value, answers::add);
      int asked = answers.size();
      world.simulation().await("an answer", SOON, () -> answers.size() > asked);
    } while (!(answers.getLast() instanceof Outcome.Stored(var kept, var hops) && kept > 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void whoIsThereIsFoundAndWhoIsNotIsNotWhileNodesComeAndGo(long seed) {
    var world = new World(seed, Conditions.BAD);
    var simulation = world.simulation();
    world.addNodes(50);
    for (int i = 0; i < 30; i++) {
      world.addWorker(world.nodes().get(i), "ocr", 4);
    }
    awaitPublished(world);
    for (int round = 0; round < 10; round++) {
      var leaving = world.workers().get(2 * round);
      if (round % 2 == 0) {
        leaving.crash();
      } else {
        leaving.leave();
      }
      world.addWorker(world.addNode(), "ocr", 4);
      simulation.run(Duration.ofMinutes(2));
      for (var worker : world.workers()) {
        check(world, worker);
      }
    }
  }

  private static void check(World world, SimulatedWorker worker) {
    var simulation = world.simulation();
    if (worker.node().running() && worker.published()) {
      assertFound(world, worker);
    } else if (worker.gone().isBefore(simulation.now().minus(SimulatedWorker.LIFETIME))) {
      simulation.check(
          !providers(world, worker.shard()).contains(worker.id()),
          "a provider is found that is long gone");
      simulation.check(presence(world, worker).isEmpty(), "a presence outlives its expiry");
    }
  }

  @Test
  void whoWithdrawsIsNotFoundFromThenOn() {
    var world = new World(7, Conditions.BAD);
    world.addNodes(40);
    var leaving = world.addWorker(world.nodes().get(3), "ocr", 1);
    var staying = world.addWorker(world.nodes().get(4), "ocr", 1);
    awaitPublished(world);
    leaving.leave();
    world.simulation().run(SOON);
    for (int i = 0; i < 12; i++) {
      assertThat(providers(world, staying.shard())).containsExactly(staying.id());
      world.simulation().run(Duration.ofMinutes(1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = 8)
  void neitherTheUnsignedNorTheOldWinsAmongDeployedAndHostileNodes(long seed) {
    var world = new World(seed, Conditions.BAD);
    var simulation = world.simulation();
    world.addNodes(20);
    for (int i = 0; i < 25; i++) {
      world.addDeployed();
      simulation.run(Duration.ofMillis(100));
    }
    for (var lies : HostileNode.Lies.values()) {
      world.addHostile(lies);
    }
    world.addNodes(20);
    for (int i = 0; i < 12; i++) {
      world.addWorker(world.nodes().get(3 * i), "ocr", 2);
    }
    awaitPublished(world);
    var victim = world.workers().getFirst();
    var old = got(world, world.anyNode(), victim.presence().point(), ALL).orElseThrow();
    for (int round = 0; round < 8; round++) {
      simulation.run(Duration.ofMinutes(2));
      var deployed = world.deployed().get(round);
      deployed.set(victim.presence().point(), round % 2 == 0 ? old : unsigned(victim));
      deployed.set(victim.shard().point(), new Value.Str("[]"));
      simulation.run(SOON);
      world.workers().forEach(worker -> assertFound(world, worker));
    }
  }

  /** They have slept, hold what was true before, and send it out when their hour has come. */
  @Test
  void whatDeployedNodesSendOutAgainDoesNotWinWhereTheyAreThreeOfFour() {
    var world = new World(9, Conditions.BAD);
    var simulation = world.simulation();
    world.addNodes(15);
    for (int i = 0; i < 45; i++) {
      world.addDeployed();
      simulation.run(Duration.ofMillis(100));
    }
    for (int i = 0; i < 8; i++) {
      world.addWorker(world.nodes().get(i), "ocr", 1);
    }
    awaitPublished(world);
    var victim = world.workers().getFirst();
    var presence = victim.presence().point();
    var shard = victim.shard().point();
    var oldPresence = got(world, world.anyNode(), presence, ALL).orElseThrow();
    var oldSet = got(world, world.anyNode(), shard, ALL).orElseThrow();
    simulation.run(Duration.ofMinutes(20));
    for (var deployed : world.deployed()) {
      deployed.hold(presence, oldPresence);
      deployed.hold(shard, oldSet);
    }
    for (int minute = 0; minute < 110; minute++) {
      simulation.run(Duration.ofMinutes(1));
      assertFound(world, victim);
    }
    world.workers().forEach(worker -> assertFound(world, worker));
  }

  private static Value unsigned(SimulatedWorker victim) {
    return new Value.Str(
        new JsonObject(Map.of("worker_id", new JsonString(victim.id().toString()))).canonical());
  }

  @Test
  void deployedNodesRecordsGoBothWays() {
    var world = new World(10, Conditions.GOOD);
    var simulation = world.simulation();
    world.addNodes(15);
    for (int i = 0; i < 15; i++) {
      world.addDeployed();
      simulation.run(Duration.ofMillis(100));
    }
    simulation.run(SOON);
    var theirs = new Value.Str("{\"worker_id\": \"gpu-001\", \"last_seen\": 12.5}");
    var key = Key.named("worker:gpu-001");
    world.deployed().getFirst().set(key, theirs);
    simulation.run(SOON);
    assertThat(got(world, world.anyNode(), key, 1)).contains(theirs);

    var worker = world.addWorker(world.nodes().getFirst(), "ocr", 1);
    awaitPublished(world);
    simulation.run(SOON);
    var read = new ArrayList<Optional<Value>>();
    world.deployed().getLast().get(worker.presence().point(), read::add);
    simulation.await("an answer", SOON, () -> !read.isEmpty());
    assertThat(
            world
                .newReader()
                .worker(worker.id().toString(), read.getFirst().orElseThrow(), simulation.now()))
        .isPresent();
  }

  @Test
  void aSplitNetworkFindsItselfAgain() {
    var world = new World(11, Conditions.GOOD);
    var simulation = world.simulation();
    world.addNodes(40);
    var workers = new ArrayList<SimulatedWorker>();
    for (int i = 0; i < 10; i++) {
      workers.add(world.addWorker(world.nodes().get(i), "ocr", 1));
    }
    awaitPublished(world);
    var oneSide = world.nodes().subList(0, 20).stream().map(SimulatedNode::address).toList();
    world.network().split(oneSide::contains);
    simulation.run(Duration.ofMinutes(5));
    world.network().heal();
    simulation.run(Duration.ofMinutes(5));
    workers.forEach(worker -> assertFound(world, worker));
  }

  @Test
  void oneSeedIsOneHistory() {
    assertThat(history(12)).isEqualTo(history(12)).isNotEqualTo(history(13));
  }

  private static List<Long> history(long seed) {
    var world = new World(seed, Conditions.BAD);
    world.addNodes(20);
    world.addWorker(world.nodes().getFirst(), "ocr", 1);
    world.addHostile(HostileNode.Lies.NOWHERE);
    world.addDeployed();
    world.simulation().run(Duration.ofMinutes(5));
    return List.of(world.network().datagrams(), world.network().bytes());
  }
}
