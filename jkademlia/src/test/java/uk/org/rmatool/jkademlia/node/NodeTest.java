package uk.org.rmatool.jkademlia.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.HostileDatagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.PlainValues;

class NodeTest {
  private static final Key KEY = Key.named("k");
  private static final Value VALUE = new Value.Str("v");
  private static final Value OTHER = new Value.Str("other");
  private static final InetSocketAddress STRANGER = new InetSocketAddress("192.0.2.9", 4000);

  /** What is remembered of those who sent hostile datagrams may take so much, some 2 MB in fact. */
  private static final long MOST_BESIDE_RECORDS = 16L << 20;

  private static final int MOST_ANSWERS = 30;

  private static final NodeId STRANGERS = NodeId.random(new Random(99));

  @Test
  void aValueThatOneNodeSetsIsFoundByEveryOther() {
    var network = new SmallNetwork(40);
    var stored = network.await(SmallNetwork.address(7), t -> new Input.Set(t, KEY, VALUE));
    assertThat(stored)
        .isInstanceOfSatisfying(Outcome.Stored.class, s -> assertThat(s.kept()).isBetween(20, 21));
    for (var address : network.nodes.keySet()) {
      assertThat(get(network, address)).as(address.toString()).contains(VALUE);
    }
  }

  /** It is sent to nobody at first who has not shown where he is. */
  @Test
  void aLongValueIsFoundByNewcomersAsWell() {
    var network = new SmallNetwork(300);
    var value = new Value.Str("v".repeat(1_300));
    network.await(SmallNetwork.address(7), t -> new Input.Set(t, KEY, value));
    for (int i = 0; i < 20; i++) {
      assertThat(get(network, network.add())).contains(value);
    }
  }

  @Test
  void aFifthOfTheNodesMayDieAtOnce() {
    var network = new SmallNetwork(50);
    network.await(SmallNetwork.address(7), t -> new Input.Set(t, KEY, VALUE));
    for (int i = 10; i < 20; i++) {
      network.dead.add(SmallNetwork.address(i));
    }
    for (var address : network.nodes.keySet()) {
      if (!network.dead.contains(address)) {
        var before = network.now;
        assertThat(get(network, address)).contains(VALUE);
        assertThat(Duration.between(before, network.now)).isLessThan(Duration.ofMillis(500));
      }
    }
    network.run(Duration.ofMinutes(20));
    for (var node : network.nodes.entrySet()) {
      if (!network.dead.contains(node.getKey())) {
        assertThat(node.getValue().peers())
            .noneMatch(peer -> network.dead.contains(peer.address()));
      }
    }
  }

  @Test
  void whoIsNotThereToKeepAValueIsReplaced() {
    var network = new SmallNetwork(45);
    List.of(2, 9, 12, 15).forEach(i -> network.dead.add(closest(network).get(i)));
    var setter = closest(network).getLast();
    assertThat(network.await(setter, t -> new Input.Set(t, KEY, VALUE)))
        .isInstanceOfSatisfying(
            Outcome.Stored.class, stored -> assertThat(stored.kept()).isGreaterThan(10));
    network.run(Duration.ofSeconds(5));
    assertThat(network.nodes.keySet().stream().filter(address -> holds(network, address)))
        .hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void aGetRepairsTheClosestNodeThatLacksTheValue() {
    var network = new SmallNetwork(30);
    var closest = closest(network);
    store(network, closest.get(1), VALUE);
    assertThat(get(network, SmallNetwork.address(0))).contains(VALUE);
    network.run(Duration.ofSeconds(1));
    assertThat(holds(network, closest.get(0))).isTrue();
  }

  @Test
  void whatIsUnsignedIsOverwrittenByWhoeverWritesItAlone() {
    var network = new SmallNetwork(30);
    network.await(SmallNetwork.address(3), t -> new Input.Set(t, KEY, VALUE));
    var closest = closest(network);
    var few = closest.subList(0, 3);
    few.forEach(address -> store(network, address, OTHER));
    assertThat(network.await(closest.getLast(), t -> new Input.Get(t, KEY, 20)))
        .isInstanceOfSatisfying(Outcome.Got.class, got -> assertThat(got.value()).contains(VALUE));
    network.run(Duration.ofHours(2));
    for (var address : closest.subList(0, 20)) {
      assertThat(held(network, address)).contains(few.contains(address) ? OTHER : VALUE);
    }
  }

  @Test
  void whatIsUnsignedIsNotHandedOnInItsLastDay() {
    var network = new SmallNetwork(4);
    network.await(SmallNetwork.address(3), t -> new Input.Set(t, KEY, VALUE));
    network.now = network.now.plus(Duration.ofDays(6).plusHours(1));
    network.run(Duration.ofMinutes(1));
    assertThat(get(network, SmallNetwork.address(0))).contains(VALUE);
    var newcomer = network.add();
    network.run(Duration.ofHours(2));
    assertThat(get(network, newcomer)).contains(VALUE);
    network.run(Duration.ofHours(22));
    assertThat(network.nodes.keySet()).allMatch(address -> held(network, address).isEmpty());
  }

  @Test
  void valuesSurviveWhenAllWhoHeldThemLeaveOneAfterTheOther() {
    var network = new SmallNetwork(45);
    network.await(SmallNetwork.address(3), t -> new Input.Set(t, KEY, VALUE));
    for (var address : closest(network).subList(0, 20)) {
      network.dead.add(address);
      network.run(Duration.ofMinutes(10));
    }
    var alive = network.nodes.keySet().stream().filter(a -> !network.dead.contains(a)).findFirst();
    assertThat(get(network, alive.orElseThrow())).contains(VALUE);
  }

  @Test
  void aNewcomerIsGivenWhatItShouldHold() {
    var network = new SmallNetwork(10);
    network.await(SmallNetwork.address(3), t -> new Input.Set(t, KEY, VALUE));
    var newcomer = network.add();
    network.run(Duration.ofSeconds(5));
    assertThat(holds(network, newcomer)).isTrue();
  }

  @Test
  void aPingTellsWhoIsThereAndASilenceIsOne() {
    var network = new SmallNetwork(2);
    var alive =
        network.await(SmallNetwork.address(1), t -> new Input.Ping(t, SmallNetwork.address(0)));
    assertThat(alive)
        .isEqualTo(
            new Outcome.Alive(
                network.nodes.get(SmallNetwork.address(0)).id(), Duration.ofMillis(20)));
    assertThat(network.await(SmallNetwork.address(1), t -> new Input.Ping(t, STRANGER)))
        .isEqualTo(new Outcome.Silent());
  }

  @Test
  void joiningWithoutAnySeedThatAnswersEndsWithNobody() {
    var network = new SmallNetwork(1);
    assertThat(
            network.await(SmallNetwork.address(0), t -> new Input.Bootstrap(t, List.of(STRANGER))))
        .isEqualTo(new Outcome.Joined(0));
  }

  @Test
  void aNodeThatWasCutOffFindsTheOthersAgain() {
    var network = new SmallNetwork(12);
    var lonely = SmallNetwork.address(5);
    var others = Set.copyOf(network.nodes.keySet());
    others.stream().filter(a -> !a.equals(lonely)).forEach(network.dead::add);
    network.run(Duration.ofMinutes(30));
    network.dead.clear();
    network.run(Duration.ofMinutes(3));
    assertThat(network.nodes.get(lonely).peers()).hasSizeGreaterThan(5);
  }

  @Test
  void somebodyWhoDoesNotAnswerIsToldToNobody() {
    var network = new SmallNetwork(3);
    ask(network, new Request.FindNode(Sender.of(STRANGERS), KEY));
    network.run(Duration.ofSeconds(5));
    assertThat(network.nodes.get(SmallNetwork.address(0)).peers()).hasSize(2);
  }

  @Test
  void anAnswerFromElsewhereIsNone() {
    var network = new SmallNetwork(1);
    var node = SmallNetwork.address(0);
    network.give(node, new Input.Ping(77, SmallNetwork.address(1)));
    var request = network.sent.getLast().send();
    var pong = Answers.to(request.content(), new Response.Pong(STRANGERS));
    network.give(node, new Input.Datagram(STRANGER, pong));
    assertThat(network.outcomes).isEmpty();
    var statistics = network.nodes.get(node).statistics();
    assertThat(statistics.unasked()).isEqualTo(1);
    assertThat(statistics.malformed()).isZero();
    network.give(node, new Input.Datagram(SmallNetwork.address(1), pong));
    assertThat(network.outcomes).containsKey(77L);
  }

  @Test
  void aLongValueIsOnlyToldToThoseWhoAreWhereTheySay() {
    var network = new SmallNetwork(3);
    var value = new Value.Str("x".repeat(5_000));
    network.await(SmallNetwork.address(0), t -> new Input.Set(t, KEY, value));
    var request = new Request.FindValue(Sender.of(STRANGERS), KEY);
    assertThat(ask(network, request).size()).isLessThanOrEqualTo(1_200);
    var ping = network.sent.getLast().send();
    assertThat(ping.to()).isEqualTo(STRANGER);
    network.give(
        SmallNetwork.address(0),
        new Input.Datagram(STRANGER, Answers.to(ping.content(), new Response.Pong(STRANGERS))));
    assertThat(ask(network, request).size()).isGreaterThan(5_000);
  }

  @Test
  void anAddressThatAsksTooOftenIsNotAnswered() {
    var network = new SmallNetwork(1);
    for (int i = 0; i < 1_000; i++) {
      network.give(
          SmallNetwork.address(0), new Input.Datagram(STRANGER, question(new Request.Stun())));
    }
    assertThat(network.sent).hasSize(200);
    assertThat(network.nodes.get(SmallNetwork.address(0)).statistics().limited()).isEqualTo(800);
  }

  @Test
  void aClientTalksToItsCoordinatorsAloneAndAnswersNobody() {
    var network = new SmallNetwork(30);
    network.await(SmallNetwork.address(3), t -> new Input.Set(t, KEY, VALUE));
    var coordinator = closest(network).getFirst();
    var client = SmallNetwork.address(30);
    network.nodes.put(
        client,
        new Node(STRANGERS, Settings.DEFAULT, new PlainValues(), new Random(5), network.now));
    network.give(client, new Input.Change(new Reach.ClientOf(Set.of(coordinator))));
    network.await(
        client, t -> new Input.Bootstrap(t, List.of(coordinator, SmallNetwork.address(1))));
    assertThat(get(network, client)).contains(VALUE);
    network.run(Duration.ofMinutes(5));
    assertThat(network.sent)
        .filteredOn(sent -> sent.from().equals(client))
        .isNotEmpty()
        .allMatch(sent -> sent.send().to().equals(coordinator));
    assertThat(network.nodes.values())
        .noneMatch(node -> node.peers().stream().anyMatch(p -> p.address().equals(client)));
  }

  @Test
  void whatPolicyOrSizeForbidIsRefusedAtOnce() {
    var network = new SmallNetwork(2);
    assertThat(network.await(SmallNetwork.address(0), t -> new Input.Set(t, KEY, new Value.Nil())))
        .isEqualTo(new Outcome.Refused("type"));
    var longest = new Value.Str("x".repeat(8_137));
    assertThat(network.await(SmallNetwork.address(0), t -> new Input.Set(t, KEY, longest)))
        .isInstanceOf(Outcome.Stored.class);
    var tooLong = new Value.Str("x".repeat(8_138));
    assertThat(network.await(SmallNetwork.address(0), t -> new Input.Set(t, KEY, tooLong)))
        .isEqualTo(new Outcome.Refused("size"));
    assertThat(network.nodes.get(SmallNetwork.address(0)).statistics().refused())
        .containsEntry("type", 1L)
        .containsEntry("size", 1L);
  }

  @Test
  void hostileDatagramsAreSurvivedWithinBounds() {
    var network = new SmallNetwork(3);
    var node = network.nodes.get(SmallNetwork.address(0));
    var datagrams = new HostileDatagrams(7);
    var random = new Random(8);
    long before = usedAfterCollection();
    for (int i = HostileDatagrams.count(); i > 0; i--) {
      var from =
          new InetSocketAddress("10.200." + random.nextInt(250) + ".7", 1 + random.nextInt(9));
      network.now = network.now.plusMillis(1);
      answer(node, new Input.Datagram(from, datagrams.next()), datagrams, network.now);
      if (i % 20 == 0) {
        answer(node, new Input.Get(i, Key.named("k" + i), 3), datagrams, network.now);
      }
    }
    var statistics = node.statistics();
    assertThat(statistics.peers()).isLessThan(400);
    assertThat(statistics.recordBytes()).isLessThan(32 << 20);
    assertThat(statistics.malformed()).isPositive();
    assertThat(usedAfterCollection() - before)
        .isLessThan(statistics.recordBytes() + MOST_BESIDE_RECORDS);
    assertThat(
            network.await(SmallNetwork.address(1), t -> new Input.Ping(t, SmallNetwork.address(0))))
        .isInstanceOf(Outcome.Alive.class);
  }

  /** Whatever the node asks is answered in some hostile way, from where it was asked. */
  private static void answer(Node node, Input input, HostileDatagrams datagrams, Instant now) {
    var inputs = new ArrayDeque<>(List.of(input));
    for (int i = 0; i < MOST_ANSWERS && !inputs.isEmpty(); i++) {
      for (var effect : node.handle(inputs.remove(), now)) {
        if (effect instanceof Effect.Send send && HostileDatagrams.isRequest(send.content())) {
          inputs.add(new Input.Datagram(send.to(), datagrams.answer(send.content())));
        }
      }
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Optional<Value> get(SmallNetwork network, InetSocketAddress at) {
    return network.await(at, t -> new Input.Get(t, KEY, 3)) instanceof Outcome.Got got
        ? got.value()
        : Optional.empty();
  }

  private static List<InetSocketAddress> closest(SmallNetwork network) {
    return network.nodes.entrySet().stream()
        .sorted((a, b) -> KEY.compareDistance(a.getValue().id().point(), b.getValue().id().point()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void store(SmallNetwork network, InetSocketAddress at, Value value) {
    network.give(
        at,
        new Input.Datagram(
            STRANGER, question(new Request.Store(Sender.of(STRANGERS), KEY, value))));
  }

  private static boolean holds(SmallNetwork network, InetSocketAddress at) {
    return held(network, at).isPresent();
  }

  /** What a node itself has, without asking anybody. */
  private static Optional<Value> held(SmallNetwork network, InetSocketAddress at) {
    long ticket = 1_000_000;
    network.outcomes.remove(ticket);
    network.give(at, new Input.Get(ticket, KEY, 1));
    return network.outcomes.get(ticket) instanceof Outcome.Got(var value, var hops, var steps)
            && hops == 0
        ? value
        : Optional.empty();
  }

  /** What the first node answers a stranger. */
  private static Bytes ask(SmallNetwork network, Request request) {
    int before = network.sent.size();
    network.give(SmallNetwork.address(0), new Input.Datagram(STRANGER, question(request)));
    return network.sent.get(before).send().content();
  }

  private static Bytes question(Request request) {
    return Datagrams.write(MessageId.random(new Random(3)), request);
  }
}
