package uk.org.rmatool.jkademlia.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;

class SimulationTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation(7);

  /** Writes down what it hears. */
  private static final class Listener implements Participant {
    private final InetSocketAddress address;
    private final List<Bytes> heard = new ArrayList<>();

    Listener(Network network) {
      address = network.newAddress();
      network.attach(this);
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public void receive(InetSocketAddress from, Bytes content) {
      heard.add(content);
    }
  }

  private static List<Bytes> sent(Network network, Listener from, Listener to, int count) {
    var sent = new ArrayList<Bytes>();
    for (int i = 0; i < count; i++) {
      sent.add(Bytes.of((byte) i, (byte) (i >> 8)));
      network.send(from.address(), to.address(), sent.getLast());
    }
    return sent;
  }

  @Test
  void whatHappensAtOneTimeHappensInTheOrderGiven() {
    var order = new ArrayList<Integer>();
    simulation.after(SECOND, () -> order.add(2));
    simulation.after(SECOND, () -> order.add(3));
    simulation.after(Duration.ZERO, () -> order.add(1));
    simulation.run(SECOND);
    assertThat(order).containsExactly(1, 2, 3);
  }

  @Test
  void aFailureNamesItsSeedAndTime() {
    simulation.after(SECOND, () -> simulation.check(false, "the sky fell"));
    assertThatThrownBy(() -> simulation.run(SECOND))
        .isInstanceOf(Simulation.Failure.class)
        .hasMessage("seed 7, after PT1S: the sky fell");
    simulation.after(
        SECOND,
        () -> {
          throw new IllegalStateException("broken");
        });
    assertThatThrownBy(() -> simulation.run(SECOND))
        .hasMessageContaining("seed 7")
        .hasRootCauseMessage("broken");
    assertThatThrownBy(() -> simulation.await("rain", SECOND, () -> false))
        .hasMessageContaining("not within PT1S: rain");
  }

  @Test
  void aGoodNetworkLosesNothing() {
    var network = new Network(simulation, Conditions.GOOD);
    var one = new Listener(network);
    var other = new Listener(network);
    var sent = sent(network, one, other, 500);
    simulation.run(SECOND);
    assertThat(other.heard).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(network.datagrams()).isEqualTo(500);
    assertThat(network.bytes()).isEqualTo(1000);
  }

  @Test
  void aBadNetworkLosesDoublesAndReorders() {
    var network = new Network(simulation, new Conditions(SECOND, SECOND, 0.1, 0.1, 0.1));
    var one = new Listener(network);
    var other = new Listener(network);
    var sent = sent(network, one, other, 1000);
    simulation.run(Duration.ofSeconds(3));
    assertThat(other.heard.size()).isBetween(850, 950);
    simulation.run(Duration.ofSeconds(30));
    assertThat(other.heard.size()).isBetween(950, 1030);
    assertThat(other.heard.stream().distinct().count()).isBetween(860L, 940L);
    assertThat(other.heard.stream().distinct().toList())
        .isNotEqualTo(sent.stream().filter(other.heard::contains).toList());
  }

  @Test
  void nothingPassesASplitUntilItHeals() {
    var network = new Network(simulation, Conditions.GOOD);
    var one = new Listener(network);
    var other = new Listener(network);
    network.split(one.address()::equals);
    sent(network, one, other, 1);
    simulation.run(SECOND);
    assertThat(other.heard).isEmpty();
    network.heal();
    sent(network, one, other, 1);
    simulation.run(SECOND);
    assertThat(other.heard).hasSize(1);
    network.detach(one.address());
    sent(network, one, other, 1);
    simulation.run(SECOND);
    assertThat(other.heard).hasSize(1);
  }
}
