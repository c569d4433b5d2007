package uk.org.rmatool.jkademlia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;

class JoiningTest {
  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void everybodyGetsToKnowManyThoughDatagramsAreLost(long seed) {
    var bad = new Conditions(Duration.ofMillis(10), Duration.ofMillis(70), 0.2, 0.02, 0.02);
    var world = new World(seed, bad);
    world.addNodes(60);
    world.simulation().run(Duration.ofMinutes(4));
    assertThat(world.nodes())
        .allSatisfy(node -> assertThat(node.peers()).isGreaterThanOrEqualTo(20));
  }
}
