package uk.org.rmatool.jkademlia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;

/** Whom measurements of a simulated network ask. */
class WorldTest {
  private static final Key KEY = Key.named("value");
  private static final Value VALUE = new Value.Int(7);

  private final World world = new World(1, Conditions.BAD);

  @Test
  void aReaderThatGoesBeforeItKnowsIsNotTakenForOneThatFindsNothing() {
    world.addNodes(30);
    world.anyNode().set(KEY, VALUE, stored -> {});
    world.simulation().run(Duration.ofSeconds(10));
    for (var reader : world.nodes().subList(0, 5)) {
      var answers = new ArrayList<Outcome.Got>();
      world.read(reader, KEY, answers::add);
      reader.stop();
      world.simulation().run(Duration.ofSeconds(10));
      assertThat(answers).singleElement().satisfies(got -> assertThat(got.value()).contains(VALUE));
    }
  }

  @Test
  void whoHasNotJoinedYetIsNotAsked() {
    world.addNodes(5);
    var newcomer = world.addNode();
    for (int i = 0; i < 100; i++) {
      assertThat(world.anyNode()).isNotSameAs(newcomer);
    }
    world.simulation().await("it joins", Duration.ofMinutes(1), newcomer::joined);
    assertThat(Stream.generate(world::anyNode).limit(100)).contains(newcomer);
  }
}
