package uk.org.rmatool.jkademlia.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;

class RoutingTableTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final NodeId SELF = NodeId.random(new Random(0));

  private final Random random = new Random(1);
  private final RoutingTable table = new RoutingTable(SELF, RoutingTable.Limits.DEFAULT);

  @Test
  void aBucketTakesTwentyAndAsksAfterTheOneThatAnsweredLongestAgo() {
    var peers = far(21);
    for (var peer : peers.subList(0, 20)) {
      assertThat(table.answered(peer, NOW)).isEmpty();
    }
    assertThat(table.answered(peers.get(0), NOW.plusSeconds(1))).isEmpty();
    assertThat(table.answered(peers.get(20), NOW.plusSeconds(2))).contains(peers.get(1));
    assertThat(table.size()).isEqualTo(20);
    assertThat(table.contains(peers.get(20))).isFalse();
  }

  @Test
  void aDeadNodeMakesPlaceForTheOneThatWaitedLast() {
    var peers = far(22);
    peers.forEach(peer -> table.answered(peer, NOW));
    table.failed(peers.get(0));
    assertThat(table.contains(peers.get(0))).isTrue();
    table.failed(peers.get(0));
    assertThat(table.contains(peers.get(0))).isFalse();
    assertThat(table.contains(peers.get(21))).isTrue();
    assertThat(table.contains(peers.get(20))).isFalse();
  }

  @Test
  void aNodeThatNobodyWaitsForIsGivenMoreTime() {
    var peer = far(1).getFirst();
    table.answered(peer, NOW);
    for (int i = 0; i < 3; i++) {
      table.failed(peer);
    }
    assertThat(table.contains(peer)).isTrue();
    table.failed(peer);
    assertThat(table.size()).isZero();
  }

  @Test
  void aNodeThatDidNotAnswerIsToldToNobodyUntilItAnswersAgain() {
    var peers = far(2);
    peers.forEach(peer -> table.answered(peer, NOW));
    table.failed(peers.get(0));
    assertThat(table.closest(SELF.point(), 20)).containsExactly(peers.get(1));
    assertThat(table.doubtful(NOW, HOUR, 10)).containsExactly(peers.get(0));
    table.answered(peers.get(0), NOW);
    assertThat(table.closest(SELF.point(), 20)).hasSize(2);
    assertThat(table.doubtful(NOW, HOUR, 10)).isEmpty();
  }

  @Test
  void suspectsAreBetterThanNobody() {
    var peer = far(1).getFirst();
    table.answered(peer, NOW);
    table.failed(peer);
    assertThat(table.closest(SELF.point(), 20)).containsExactly(peer);
  }

  @Test
  void anIdStaysWithTheAddressThatAnsweredFirst() {
    var peer = far(1).getFirst();
    var thief = new Peer(peer.id(), address(99));
    table.answered(peer, NOW);
    table.answered(thief, NOW);
    assertThat(table.contains(peer)).isTrue();
    assertThat(table.contains(thief)).isFalse();
  }

  @Test
  void aNodeThatMovedHasItsPlaceAsSoonAsItIsGoneWhereItWas() {
    var peers = far(3);
    peers.forEach(peer -> table.answered(peer, NOW));
    var moved = new Peer(peers.get(2).id(), address(99));
    assertThat(table.answered(moved, NOW)).contains(peers.get(2));
    table.failed(peers.get(2));
    table.failed(peers.get(2));
    assertThat(table.contains(moved)).isTrue();
    assertThat(table.peers()).containsExactlyInAnyOrder(peers.get(0), peers.get(1), moved);
  }

  @Test
  void aNodeThatBeganAnewReplacesItself() {
    var peer = far(1).getFirst();
    var again = new Peer(NodeId.random(random), peer.address());
    table.answered(peer, NOW);
    table.answered(again, NOW);
    assertThat(table.peers()).containsExactly(again);
  }

  @Test
  void oneAddressGetsALimitedShare() throws Exception {
    for (int port = 1; port < 1000; port++) {
      var host = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
      table.answered(new Peer(NodeId.random(random), new InetSocketAddress(host, port)), NOW);
    }
    assertThat(table.size()).isEqualTo(16);
  }

  @Test
  void oneSubnetGetsHalfOfABucket() throws Exception {
    for (var peer : far(200)) {
      var last = (byte) peer.address().getPort();
      var host = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, last});
      table.answered(new Peer(peer.id(), new InetSocketAddress(host, 8468)), NOW);
    }
    assertThat(table.size()).isEqualTo(10);
  }

  @Test
  void itDoesNotKnowItself() {
    table.answered(new Peer(SELF, address(1)), NOW);
    assertThat(table.size()).isZero();
  }

  @Test
  void whereNobodyLookedForAnHourSomebodyShould() {
    far(1).forEach(peer -> table.answered(peer, NOW));
    assertThat(table.untouched(NOW, HOUR, random)).isEmpty();
    var later = NOW.plus(HOUR).plusSeconds(1);
    var points = table.untouched(later, HOUR, random);
    assertThat(points).hasSize(1);
    assertThat(SELF.point().sharedPrefix(points.getFirst())).isZero();
    table.touched(points.getFirst(), later);
    assertThat(table.untouched(later, HOUR, random)).isEmpty();
  }

  @Property(tries = 200)
  void theClosestAreTheClosest(@ForAll long seed) {
    var chance = new Random(seed);
    var known = new RoutingTable(SELF, RoutingTable.Limits.DEFAULT);
    for (int i = 0; i < 300; i++) {
      known.answered(new Peer(NodeId.random(chance), address(i)), NOW);
    }
    var point =
        chance.nextBoolean() ? Key.random(chance) : SELF.point().sharing(5, Key.random(chance));
    var sorted = new ArrayList<>(known.peers());
    sorted.sort((a, b) -> point.compareDistance(a.id().point(), b.id().point()));
    assertThat(known.closest(point, 20)).isEqualTo(sorted.subList(0, 20));
  }

  @Test
  void itStaysBoundedWhateverAnswers() {
    for (int i = 0; i < 50_000; i++) {
      table.answered(new Peer(NodeId.random(random), address(i)), NOW);
    }
    assertThat(table.size()).isBetween(100, 400);
  }

  /** Nodes on the other side of the space, which share a bucket. */
  private List<Peer> far(int count) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var id = new NodeId(SELF.point().sharing(0, Key.random(random)));
      peers.add(new Peer(id, address(i)));
    }
    return peers;
  }

  private static InetSocketAddress address(int number) {
    try {
      var bytes = new byte[] {10, (byte) (number >> 8), (byte) number, 1};
      return new InetSocketAddress(InetAddress.getByAddress(bytes), 1 + number);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
