package uk.org.rmatool.jkademlia.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Lookup.Goal;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

class LookupTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Key KEY = Key.named("k");
  private static final NodeId SELF = NodeId.random(new Random(0));
  private static final Value VALUE = new Value.Str("v");

  /** The closest first. */
  private final List<Peer> peers = peers(300);

  @Test
  void threeAreAskedAtATimeTheClosestFirst() {
    var lookup = nodes(peers.subList(10, 30));
    assertThat(lookup.next(NOW)).isEqualTo(peers.subList(10, 13));
    assertThat(lookup.next(NOW)).isEmpty();
    lookup.told(peers.get(11), List.of(peers.get(0), peers.get(1)), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(0));
  }

  @Test
  void aSlowOneIsReplacedAtOnceAndItsAnswerStillCounts() {
    var lookup = nodes(peers.subList(10, 30));
    lookup.next(NOW);
    lookup.slow(peers.get(10));
    assertThat(lookup.next(NOW)).containsExactly(peers.get(13));
    lookup.told(peers.get(10), List.of(peers.get(0)), NOW.plusMillis(900));
    assertThat(lookup.closest()).containsExactly(peers.get(10));
    assertThat(lookup.steps().getFirst().took()).isEqualTo(Duration.ofMillis(900));
  }

  @Test
  void itEndsWhenTheClosestHaveAnswered() {
    var lookup = nodes(peers.subList(0, 20));
    answerAll(lookup, List.of());
    assertThat(lookup.closest()).isEqualTo(peers.subList(0, 20));
    assertThat(lookup.hops()).isEqualTo(1);
  }

  @Test
  void fewerMayBeAskedIfTheOthersOnlyHaveToBeKnown() {
    var lookup = new Lookup(new Goal(KEY, 0, 8, 3), SELF, peers.subList(0, 20));
    answerAll(lookup, List.of());
    assertThat(lookup.steps()).hasSize(8);
    assertThat(lookup.known(20)).isEqualTo(peers.subList(0, 20));
  }

  @Test
  void theDeadAreReplacedByThoseFartherAway() {
    var lookup = nodes(peers.subList(0, 40));
    while (!lookup.done()) {
      for (var peer : lookup.next(NOW)) {
        if (peers.indexOf(peer) < 10) {
          lookup.failed(peer, NOW);
        } else {
          lookup.told(peer, List.of(), NOW);
        }
      }
    }
    assertThat(lookup.closest()).isEqualTo(peers.subList(10, 30));
  }

  @Test
  void itDoesNotWaitForSlowOnesIfEnoughAnswered() {
    var lookup = nodes(peers.subList(0, 20));
    var slow = lookup.next(NOW).getFirst();
    lookup.slow(slow);
    answerAll(lookup, peers.subList(1, 3));
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).hasSize(19).doesNotContain(slow);
  }

  @Test
  void itWaitsForSlowOnesIfThereAreNoOthers() {
    var lookup = nodes(peers.subList(0, 1));
    lookup.next(NOW);
    lookup.slow(peers.get(0));
    assertThat(lookup.done()).isFalse();
    lookup.failed(peers.get(0), NOW);
    assertThat(lookup.done()).isTrue();
  }

  @Test
  void whoKnowsNobodyIsDone() {
    assertThat(nodes(List.of()).done()).isTrue();
  }

  @Test
  void aValueEndsItWhenEnoughReturnedIt() {
    var lookup = new Lookup(new Goal(KEY, 2, 20, 3), SELF, peers.subList(0, 20));
    lookup.next(NOW);
    lookup.found(peers.get(1), VALUE, NOW);
    assertThat(lookup.done()).isFalse();
    lookup.told(peers.get(0), List.of(), NOW);
    lookup.found(peers.get(2), VALUE, NOW);
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.next(NOW)).isEmpty();
    assertThat(lookup.values()).containsOnlyKeys(peers.get(1), peers.get(2));
    assertThat(lookup.closest()).first().isEqualTo(peers.get(0));
  }

  @Test
  void whenAValueWasFoundSlowOnesAreNotWaitedFor() {
    var lookup = new Lookup(new Goal(KEY, 2, 20, 3), SELF, peers.subList(0, 20));
    lookup.next(NOW);
    lookup.found(peers.get(1), VALUE, NOW);
    lookup.slow(peers.get(0));
    assertThat(lookup.done()).isTrue();
  }

  @Test
  void onceTheValueIsFoundNoMoreAreAskedThanAreWanted() {
    var lookup = new Lookup(new Goal(KEY, 3, 20, 3), SELF, peers.subList(0, 20));
    lookup.next(NOW);
    lookup.found(peers.get(1), VALUE, NOW);
    assertThat(lookup.next(NOW)).isEmpty();
    lookup.told(peers.get(0), List.of(), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(3));
    lookup.slow(peers.get(2));
    assertThat(lookup.next(NOW)).containsExactly(peers.get(4));
  }

  @Test
  void whoReturnedTheValueIsAskedForOthersWhenAllAreWanted() {
    var lookup = new Lookup(new Goal(KEY, 3, 3, 3), SELF, peers.subList(10, 12));
    lookup.next(NOW);
    lookup.found(peers.get(10), VALUE, NOW);
    assertThat(lookup.asksForNodes(peers.get(11))).isFalse();
    assertThat(lookup.next(NOW)).containsExactly(peers.get(10));
    assertThat(lookup.asksForNodes(peers.get(10))).isTrue();
    lookup.found(peers.get(11), VALUE, NOW);
    lookup.told(peers.get(10), peers.subList(0, 1), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(0), peers.get(11));
    lookup.failed(peers.get(11), NOW);
    assertThat(lookup.values()).containsOnlyKeys(peers.get(10), peers.get(11));
    lookup.found(peers.get(0), VALUE, NOW);
    assertThat(lookup.done()).isTrue();
  }

  @Test
  void whoMayHaveTakenUsForAStrangerIsAskedForTheValueOnceMore() {
    var lookup = new Lookup(new Goal(KEY, 5, 5, 3), SELF, peers.subList(0, 5));
    answerAllButTheRepeated(lookup);
    assertThat(lookup.done()).isFalse();
    assertThat(lookup.next(NOW)).isEqualTo(peers.subList(0, 3));
    lookup.found(peers.get(0), VALUE, NOW);
    lookup.told(peers.get(1), List.of(), NOW);
    lookup.told(peers.get(2), List.of(), NOW);
    assertThat(lookup.next(NOW)).isEqualTo(peers.subList(3, 5));
    lookup.found(peers.get(3), VALUE, NOW);
    lookup.told(peers.get(4), List.of(), NOW);
    assertThat(lookup.values()).containsOnlyKeys(peers.get(0), peers.get(3));
  }

  private void answerAllButTheRepeated(Lookup lookup) {
    for (int answered = 0; answered < 5; ) {
      for (var peer : lookup.next(NOW)) {
        lookup.told(peer, List.of(), NOW);
        answered++;
      }
    }
  }

  @Test
  void aRefusedValueCountsAsNone() {
    var lookup = new Lookup(new Goal(KEY, 1, 20, 3), SELF, peers.subList(0, 20));
    lookup.refused(lookup.next(NOW).getFirst(), NOW);
    assertThat(lookup.done()).isFalse();
    assertThat(lookup.values()).isEmpty();
    assertThat(lookup.steps()).extracting(Step::result).containsExactly(Step.Result.REFUSED);
  }

  @Test
  void whoReturnsWhatIsNotBelievedIsAskedForOthersOnce() {
    var lookup = new Lookup(new Goal(KEY, 1, 20, 3), SELF, peers.subList(10, 11));
    lookup.refused(lookup.next(NOW).getFirst(), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(10));
    assertThat(lookup.asksForNodes(peers.get(10))).isTrue();
    lookup.told(peers.get(10), peers.subList(0, 1), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(0));
    lookup.refused(peers.get(0), NOW);
    lookup.refused(lookup.next(NOW).getFirst(), NOW);
    assertThat(lookup.next(NOW)).isEmpty();
  }

  @Test
  void hopsAreCountedFromUs() {
    var lookup = new Lookup(new Goal(KEY, 1, 20, 3), SELF, peers.subList(20, 21));
    lookup.next(NOW);
    lookup.told(peers.get(20), peers.subList(10, 11), NOW);
    lookup.next(NOW);
    lookup.told(peers.get(10), peers.subList(5, 6), NOW);
    lookup.next(NOW);
    lookup.found(peers.get(5), VALUE, NOW);
    assertThat(lookup.hops()).isEqualTo(3);
  }

  @Test
  void itselfAndTheSameAddressTwiceAreNotAsked() {
    var twin = new Peer(NodeId.random(new Random(9)), peers.get(0).address());
    var lookup =
        nodes(List.of(peers.get(0), twin, new Peer(SELF, new InetSocketAddress("10.9.9.9", 1))));
    assertThat(lookup.next(NOW)).containsExactly(peers.get(0));
  }

  @Test
  void manyNodesOfOneHostAreNotAsked() {
    var random = new Random(3);
    List<Peer> crowd = new ArrayList<>();
    for (int port = 1; port <= 50; port++) {
      crowd.add(new Peer(NodeId.random(random), new InetSocketAddress("192.0.2.7", port)));
    }
    var lookup = nodes(crowd);
    answerAll(lookup, List.of());
    assertThat(lookup.steps()).hasSize(8);
  }

  @Test
  void answersOfOthersThanThoseAskedCountForNothing() {
    var lookup = nodes(peers.subList(0, 20));
    lookup.told(peers.get(0), peers.subList(50, 60), NOW);
    lookup.found(peers.get(1), VALUE, NOW);
    assertThat(lookup.steps()).isEmpty();
    assertThat(lookup.values()).isEmpty();
  }

  @Test
  void itEndsHoweverManyNodesAreMadeUp() {
    var random = new Random(5);
    var lookup = nodes(peers.subList(0, 3));
    int asked = 0;
    while (!lookup.done()) {
      for (var peer : lookup.next(NOW)) {
        asked++;
        lookup.told(peer, closer(random, asked), NOW);
      }
    }
    assertThat(asked).isLessThanOrEqualTo(120);
  }

  private static List<Peer> closer(Random random, int round) {
    List<Peer> made = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var id = new NodeId(KEY.sharing(Math.min(159, 20 + round), Key.random(random)));
      made.add(new Peer(id, new InetSocketAddress("10.1." + round + "." + i, 8468)));
    }
    return made;
  }

  @Test
  void whoWasOnlyToldOfCountsWhenItSaysWhoItIs() {
    var lookup = new Lookup(new Goal(KEY, 0, 2, 3), SELF, peers.subList(10, 12));
    lookup.next(NOW);
    lookup.told(peers.get(10), peers.subList(0, 1), NOW);
    lookup.told(peers.get(11), List.of(), NOW);
    lookup.next(NOW);
    lookup.told(peers.get(0), List.of(), NOW);
    assertThat(lookup.wantsProof(peers.get(0).address())).isTrue();
    assertThat(lookup.wantsProof(peers.get(10).address())).isFalse();
    assertThat(lookup.done()).isFalse();
    assertThat(lookup.closest()).isEqualTo(peers.subList(10, 12));
    lookup.proved(peers.get(0).address(), peers.get(0).id());
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).containsExactly(peers.get(0), peers.get(10));
  }

  @Test
  void whoIsSomebodyElseTakesItsOwnPlace() {
    var lookup = new Lookup(new Goal(KEY, 0, 2, 3), SELF, peers.subList(10, 12));
    lookup.next(NOW);
    var madeUp = new Peer(peers.get(0).id(), peers.get(50).address());
    lookup.told(peers.get(10), List.of(madeUp, peers.get(1)), NOW);
    lookup.told(peers.get(11), List.of(), NOW);
    assertThat(lookup.next(NOW)).containsExactly(madeUp, peers.get(1));
    lookup.told(madeUp, peers.subList(2, 3), NOW);
    lookup.proved(madeUp.address(), peers.get(50).id());
    lookup.told(peers.get(1), List.of(), NOW);
    lookup.proved(peers.get(1).address(), peers.get(1).id());
    assertThat(lookup.next(NOW)).containsExactly(peers.get(2));
    lookup.told(peers.get(2), List.of(), NOW);
    lookup.proved(peers.get(2).address(), peers.get(2).id());
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).isEqualTo(peers.subList(1, 3));
  }

  @Test
  void whoDoesNotSayWhoItIsIsPassedOver() {
    var lookup = new Lookup(new Goal(KEY, 0, 2, 3), SELF, peers.subList(10, 13));
    lookup.next(NOW);
    lookup.told(peers.get(10), peers.subList(0, 1), NOW);
    lookup.told(peers.get(11), List.of(), NOW);
    lookup.told(peers.get(12), List.of(), NOW);
    lookup.next(NOW);
    lookup.told(peers.get(0), List.of(), NOW);
    lookup.unproved(peers.get(0).address(), false);
    assertThat(lookup.done()).isTrue();
    assertThat(lookup.closest()).isEqualTo(peers.subList(10, 12));
    lookup.proved(peers.get(0).address(), peers.get(0).id());
    assertThat(lookup.closest()).containsExactly(peers.get(0), peers.get(10));
  }

  @Test
  void anIdIsAskedWhereverItIsSaidToBe() {
    var lookup = nodes(peers.subList(10, 13));
    lookup.next(NOW);
    var gone = new Peer(peers.get(0).id(), new InetSocketAddress("192.0.2.1", 1));
    lookup.told(peers.get(10), List.of(gone), NOW);
    lookup.told(peers.get(11), peers.subList(0, 1), NOW);
    assertThat(lookup.next(NOW)).containsExactly(gone, peers.get(0));
  }

  @Test
  void whatAnswersUnderAWrongIdHidesNobody() {
    var lookup = nodes(peers.subList(10, 13));
    lookup.next(NOW);
    var hidden = new Peer(peers.get(200).id(), peers.get(0).address());
    lookup.told(peers.get(10), List.of(hidden), NOW);
    lookup.told(peers.get(11), peers.subList(0, 1), NOW);
    lookup.told(peers.get(12), List.of(), NOW);
    assertThat(lookup.next(NOW)).containsExactly(peers.get(0));
  }

  @Test
  void whoeverTellsOfNobodyWhoIsThereIsNotBelievedForLong() {
    var lookup = nodes(peers.subList(100, 140));
    var liar = lookup.next(NOW).getFirst();
    lookup.told(liar, closer(new Random(5), 1), NOW);
    int believed = 0;
    for (var next = lookup.next(NOW); !next.isEmpty(); next = lookup.next(NOW)) {
      for (var peer : next) {
        if (peers.contains(peer)) {
          lookup.told(peer, List.of(), NOW);
        } else {
          believed++;
          lookup.failed(peer, NOW);
        }
      }
    }
    assertThat(believed).isEqualTo(8);
    assertThat(lookup.closest()).contains(peers.get(119));
    assertThat(lookup.known(40)).doesNotContainAnyElementsOf(closer(new Random(5), 1));
  }

  private void answerAll(Lookup lookup, List<Peer> asked) {
    asked.forEach(peer -> lookup.told(peer, List.of(), NOW));
    for (var next = lookup.next(NOW); !next.isEmpty(); next = lookup.next(NOW)) {
      next.forEach(peer -> lookup.told(peer, List.of(), NOW));
    }
    assertThat(lookup.done()).isTrue();
  }

  private static Lookup nodes(List<Peer> seeds) {
    return new Lookup(new Goal(KEY, 0, 20, 3), SELF, seeds);
  }

  private static List<Peer> peers(int count) {
    var random = new Random(1);
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var address = new InetSocketAddress("10.0." + i / 250 + "." + i % 250, 8468);
      peers.add(new Peer(NodeId.random(random), address));
    }
    peers.sort((a, b) -> KEY.compareDistance(a.id().point(), b.id().point()));
    return peers;
  }
}
