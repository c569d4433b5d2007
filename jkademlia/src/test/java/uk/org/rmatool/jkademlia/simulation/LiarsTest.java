package uk.org.rmatool.jkademlia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.routing.RoutingTable;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.simulation.HostileNode.Lies;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;

/** Whoever lies about others keeps nobody from what is there. */
class LiarsTest {

  /** So that nodes know as small a part of this network as usual ones do of a large one. */
  private static final Settings SMALL_BUCKETS =
      new Settings(
          new RoutingTable.Limits(8, 16, 10),
          Settings.DEFAULT.store(),
          Settings.DEFAULT.alpha(),
          Settings.DEFAULT.refresh(),
          Settings.DEFAULT.republish(),
          Settings.DEFAULT.quiet(),
          Settings.DEFAULT.strangers(),
          Settings.DEFAULT.known());

  private static final int NODES = 280;
  private static final int VALUES = 10;

  /** Three next to each value. */
  private static final int LIARS = 3 * VALUES;

  private static final int GETS = 400;
  private static final int NEWCOMERS = 40;

  @ParameterizedTest
  @EnumSource(names = "NONSENSE", mode = EnumSource.Mode.EXCLUDE)
  void whatIsThereIsFoundAmongLiars(Lies lies) {
    var world = new World(21, Conditions.GOOD, SMALL_BUCKETS);
    var simulation = world.simulation();
    world.addNodes(20);
    for (int i = 0; i < LIARS; i++) {
      world.addHostile(lies, key(i % VALUES));
    }
    world.addNodes(NODES);
    for (int i = 0; i < VALUES; i++) {
      world.anyNode().set(key(i), new Value.Int(i), stored -> {});
      simulation.run(Duration.ofMillis(100));
    }
    simulation.run(Duration.ofSeconds(10));
    var got = new ArrayList<Outcome.Got>();
    for (int i = 0; i < GETS; i++) {
      world.anyNode().get(key(i % VALUES), 1, got::add);
      simulation.run(Duration.ofMillis(50));
    }
    simulation.run(Duration.ofMinutes(1));
    assertThat(got).hasSize(GETS);
    assertThat(got.stream().filter(one -> one.value().isEmpty()).count()).as("missed").isZero();
  }

  @Test
  void nonsenseDoesNotHideWhatIsSigned() {
    var world = new World(22, Conditions.GOOD);
    var simulation = world.simulation();
    world.addNodes(120);
    var worker = world.addWorker(world.nodes().getFirst(), "ocr", 1);
    for (int i = 0; i < 3; i++) {
      world.addHostile(Lies.NONSENSE, worker.presence().point());
    }
    simulation.await("it is published", Duration.ofMinutes(1), worker::published);
    for (int i = 0; i < NEWCOMERS; i++) {
      var newcomer = world.addNode();
      simulation.await("it has joined", Duration.ofMinutes(1), newcomer::joined);
      var got = new ArrayList<Outcome.Got>();
      newcomer.get(worker.presence().text(), Dht.USUAL_VALUES, got::add);
      simulation.await("an answer", Duration.ofSeconds(30), () -> !got.isEmpty());
      assertThat(got.getFirst().value().flatMap(value -> presence(world, worker, value)))
          .as("newcomer " + i)
          .isPresent();
    }
  }

  private static Optional<WorkerPresence> presence(
      World world, SimulatedWorker worker, Value value) {
    return world.newReader().worker(worker.id().toString(), value, world.simulation().now());
  }

  private static Key key(int number) {
    return Key.named("value-" + number);
  }
}
