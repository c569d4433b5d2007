package uk.org.rmatool.jkademlia.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/** A client stores at a coordinator that is far from the key. */
class RelayTest {
  private static final Key KEY = Key.named("provider:ocr:0");
  private static final Value VALUE = new Value.Str("here");

  @Test
  void whatAClientStoresGetsToWhereItBelongs() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new HalfAnHour());
    storeAsClient(network, true);
    assertThat(holders(network)).isGreaterThanOrEqualTo(15);
  }

  @Test
  void otherNodesPassNothingOn() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new HalfAnHour());
    storeAsClient(network, false);
    assertThat(holders(network)).isZero();
  }

  @Test
  void whatDeployedNodesKeepForLongIsNotPassedOn() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new PlainValues());
    storeAsClient(network, true);
    assertThat(holders(network)).isZero();
  }

  @Test
  void whatANodeStoresThatAnswersIsLeftToIt() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new HalfAnHour());
    var far = farthest(network);
    network.give(far, new Input.Relay(new Settings.Rate(10, 10)));
    var worker = network.add();
    network.await(worker, ticket -> new Input.Give(ticket, far, KEY, VALUE));
    network.run(Duration.ofSeconds(10));
    assertThat(holders(network)).isZero();
    assertThat(network.nodes.get(far).statistics().records()).isEqualTo(1);
  }

  @Test
  void whoStopsToAnswerIsNotLeftToItForLong() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new HalfAnHour());
    var far = farthest(network);
    network.give(far, new Input.Relay(new Settings.Rate(10, 10)));
    var worker = network.add();
    network.await(worker, ticket -> new Input.Give(ticket, far, KEY, VALUE));
    network.run(Duration.ofSeconds(10));
    network.give(worker, new Input.Change(new Reach.ClientOf(Set.of(far))));
    network.run(Duration.ofMinutes(16));
    var other = new Value.Str("still here");
    network.await(worker, ticket -> new Input.Give(ticket, far, KEY, other));
    network.run(Duration.ofSeconds(5));
    assertThat(holders(network)).isGreaterThanOrEqualTo(15);
  }

  @Test
  void whatIsThereAlreadyIsNotPassedOnAgain() {
    var network = new SmallNetwork(60, Settings.DEFAULT, new HalfAnHour());
    storeAsClient(network, true);
    int sent = network.sent.size();
    var relay = network.nodes.get(farthest(network)).statistics().requests();
    var client = SmallNetwork.address(60);
    network.await(client, ticket -> new Input.Set(ticket, KEY, VALUE));
    assertThat(network.nodes.get(farthest(network)).statistics().requests()).isEqualTo(relay);
    assertThat(network.sent.size() - sent).isLessThan(20);
  }

  private static void storeAsClient(SmallNetwork network, boolean relays) {
    var far = farthest(network);
    if (relays) {
      network.give(far, new Input.Relay(new Settings.Rate(10, 10)));
    }
    var client = network.addAlone();
    network.give(client, new Input.Change(new Reach.ClientOf(Set.of(far))));
    network.run(Duration.ofMinutes(16)); // it answered when it was added
    network.await(client, ticket -> new Input.Bootstrap(ticket, List.of(far)));
    assertThat(network.await(client, ticket -> new Input.Set(ticket, KEY, VALUE)))
        .isInstanceOf(Outcome.Stored.class);
    network.run(Duration.ofSeconds(5));
  }

  private static InetSocketAddress farthest(SmallNetwork network) {
    return sorted(network).getLast();
  }

  private static List<InetSocketAddress> sorted(SmallNetwork network) {
    return network.nodes.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(SmallNetwork.address(60)))
        .sorted((a, b) -> KEY.compareDistance(a.getValue().id().point(), b.getValue().id().point()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many of the closest nodes hold it. */
  private static long holders(SmallNetwork network) {
    return sorted(network).stream()
        .limit(20)
        .filter(at -> network.nodes.get(at).statistics().records() > 0)
        .count();
  }

  /** Keeps everything for half an hour, as signed records are kept. */
  private static final class HalfAnHour implements ValuePolicy {
    private final PlainValues plain = new PlainValues();

    @Override
    public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
      return new Judgement.Keep(incoming, now.plus(Duration.ofMinutes(30)));
    }

    @Override
    public Optional<Value> combine(Key key, List<Value> values, Instant now) {
      return plain.combine(key, values, now);
    }

    @Override
    public boolean mayReplace(Value value) {
      return true;
    }
  }
}
