package uk.org.rmatool.jkademlia.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.PlainValues;

class PingPolicyTest {
  private static final Key KEY = Key.named("k");
  private static final Value VALUE = new Value.Str("v");
  private static final InetSocketAddress ASKER = SmallNetwork.address(0);
  private static final InetSocketAddress ASKED = SmallNetwork.address(1);

  private final SmallNetwork network = new SmallNetwork(1);
  private final List<Peer> judged = new ArrayList<>();
  private final List<String> stored = new ArrayList<>();
  private PingPolicy.Verdict verdict = PingPolicy.Verdict.GREET;

  @BeforeEach
  void add() {
    var policy =
        new PingPolicy() {
          @Override
          public Verdict judge(Peer from, Instant now) {
            judged.add(from);
            return verdict;
          }

          @Override
          public void stored(Peer from, Key key, Value value, Instant now) {
            stored.add("%s %s %s".formatted(from, key, value));
          }
        };
    network.nodes.put(
        ASKED,
        new Node(
            NodeId.random(new Random(1)),
            Settings.DEFAULT,
            new PlainValues(),
            policy,
            new Random(2),
            network.now));
  }

  private Outcome ping() {
    return network.await(ASKER, ticket -> new Input.Ping(ticket, ASKED));
  }

  private Peer asker() {
    return new Peer(network.nodes.get(ASKER).id(), ASKER);
  }

  @Test
  void aPingThatIsToBeLeftUnansweredIs() {
    verdict = PingPolicy.Verdict.SILENCE;
    assertThat(ping()).isEqualTo(new Outcome.Silent());
    assertThat(judged).containsExactly(asker());
    var seen = network.nodes.get(ASKED).statistics();
    assertThat(seen.ignored()).isOne();
    assertThat(seen.receivedBytes()).isBetween(40L, 60L);
    assertThat(seen.sentBytes()).isZero();
    verdict = PingPolicy.Verdict.GREET;
    assertThat(ping()).isInstanceOf(Outcome.Alive.class);
  }

  @Test
  void whateverElseIsAskedIsAnsweredAllTheSame() {
    verdict = PingPolicy.Verdict.SILENCE;
    network.give(
        ASKED,
        new Input.Datagram(
            ASKER,
            Datagrams.write(
                MessageId.random(new Random(3)),
                new Request.FindNode(Sender.of(asker().id()), KEY))));
    assertThat(network.sent.getFirst().from()).isEqualTo(ASKED);
  }

  @Test
  void whoIsKnownWellEnoughIsNotAskedWhoHeIsAgainAndAgain() {
    verdict = PingPolicy.Verdict.ANSWER;
    var stranger = new InetSocketAddress("192.0.2.9", 4000);
    var id = NodeId.random(new Random(9));
    pingFrom(stranger, id);
    var asked = network.sent.getLast().send();
    network.give(
        ASKED,
        new Input.Datagram(stranger, Answers.to(asked.content(), new Response.Pong(asker().id()))));
    network.sent.clear();
    for (int i = 0; i < 10; i++) {
      network.now = network.now.plus(Duration.ofSeconds(61));
      pingFrom(stranger, id);
    }
    assertThat(network.sent).noneMatch(PingPolicyTest::isPing).hasSizeGreaterThanOrEqualTo(10);
    verdict = PingPolicy.Verdict.GREET;
    pingFrom(stranger, id);
    assertThat(network.sent).filteredOn(PingPolicyTest::isPing).hasSize(1);
  }

  private static boolean isPing(SmallNetwork.Sent sent) {
    return sent.send().content().toString().contains("a470696e67");
  }

  private void pingFrom(InetSocketAddress address, NodeId id) {
    network.give(
        ASKED,
        new Input.Datagram(
            address,
            Datagrams.write(MessageId.random(network.random), new Request.Ping(Sender.of(id)))));
  }

  @Test
  void aValueGivenToOneNodeIsKeptThereAndTheProgramHearsOfIt() {
    assertThat(give(VALUE)).isEqualTo(new Outcome.Stored(1, 1));
    assertThat(stored).containsExactly("%s %s %s".formatted(asker(), KEY, VALUE));
    assertThat(network.await(ASKED, ticket -> new Input.Get(ticket, KEY, 1)))
        .isInstanceOfSatisfying(Outcome.Got.class, got -> assertThat(got.value()).contains(VALUE));
  }

  @Test
  void aValueThatIsRefusedOrGivenToNobodyIsNotKept() {
    assertThat(give(new Value.Nil())).isEqualTo(new Outcome.Stored(0, 1));
    assertThat(stored).isEmpty();
    network.dead.add(ASKED);
    assertThat(give(VALUE)).isEqualTo(new Outcome.Silent());
  }

  private Outcome give(Value value) {
    return network.await(ASKER, ticket -> new Input.Give(ticket, ASKED, KEY, value));
  }
}
