package uk.org.rmatool.jkademlia.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.jkademlia.codec.HostileDatagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Reach;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.udp.UdpTransport;

/** Real nodes on real sockets of this machine. */
class DhtTest {
  private static final Value VALUE = new Value.Str("{\"worker_id\":\"w\"}");

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final List<Dht> nodes = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    nodes.forEach(Dht::close);
  }

  @Test
  void twentyNodesKeepAndFindValues() throws Exception {
    network(20);
    for (int i = 0; i < 20; i++) {
      var node = nodes.get(i);
      var name = "worker:" + i;
      until("all hold it", () -> await(node.set(name, VALUE)) >= 19);
    }
    for (var node : nodes) {
      assertThat(await(node.get("worker:7"))).contains(VALUE);
      assertThat(await(node.get("nothing"))).isEmpty();
      until("it knows most", () -> await(node.peers()).size() > 10);
    }
    var statistics = await(nodes.getFirst().statistics());
    assertThat(statistics.records()).isEqualTo(20);
    assertThat(statistics.lookups()).isPositive();
  }

  @Test
  void aLookupTellsWhomItAsked() throws Exception {
    network(5);
    await(nodes.get(0).set("k", VALUE));
    var got = await(nodes.get(4).get(Key.named("k"), 20));
    assertThat(got.steps()).isNotEmpty().allMatch(step -> !step.took().isNegative());
    until(
        "it finds all",
        () -> {
          var closest = await(nodes.get(4).closest(Key.named("k")));
          assertThat(closest.hops()).isBetween(1, 3);
          return closest.peers().size() == 4;
        });
  }

  @Test
  void pingsMeasureAndMayStayUnanswered() throws Exception {
    network(2);
    var alive = await(nodes.get(0).ping(nodes.get(1).address())).orElseThrow();
    assertThat(alive.id()).isEqualTo(nodes.get(1).id());
    try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var address = (InetSocketAddress) silent.getLocalSocketAddress();
      assertThat(await(nodes.get(0).ping(address))).isEmpty();
    }
  }

  @Test
  void aNodeComesBackUnderItsIdAndFindsTheOthersWithoutSeeds() throws Exception {
    network(6);
    var file = new SnapshotFile(folder.resolve("dht"));
    assertThat(file.load()).isEmpty();
    file.save(await(nodes.get(5).snapshot()));
    nodes.get(5).close();
    var saved = file.load().orElseThrow();
    var again = start(saved.self());
    assertThat(again.id()).isEqualTo(nodes.get(5).id());
    var known = saved.peers().stream().map(Peer::address).toList();
    until("it knows the others", () -> await(again.bootstrap(known)) >= 5);
  }

  @Test
  void aBrokenSnapshotIsNone() throws Exception {
    var path = Files.write(folder.resolve("dht"), new byte[] {1, 2, 3});
    assertThat(new SnapshotFile(path).load()).isEmpty();
    assertThat(Snapshot.read(Bytes.of())).isEmpty();
  }

  @Test
  void aSnapshotIsReadAsItWasWritten() {
    var peer = new Peer(Dht.newId(), new InetSocketAddress("192.0.2.1", 8468));
    var six = new Peer(Dht.newId(), new InetSocketAddress("2001:db8::1", 8468));
    var snapshot = new Snapshot(Dht.newId(), List.of(peer, six));
    assertThat(Snapshot.read(snapshot.bytes())).contains(snapshot);
  }

  @Test
  void nodesTalkOverIpv6() throws Exception {
    var one = start(new InetSocketAddress("::1", 0));
    var two = start(new InetSocketAddress("::1", 0));
    assertThat(await(two.bootstrap(List.of(one.address())))).isEqualTo(1);
    assertThat(await(two.set("k", VALUE))).isEqualTo(2);
    assertThat(await(one.get("k"))).contains(VALUE);
  }

  @Test
  void aClientFindsWhatItsCoordinatorHolds() throws Exception {
    network(3);
    await(nodes.get(1).set("k", VALUE));
    var client = start(Dht.newId());
    client.reach(new Reach.ClientOf(Set.of(nodes.get(0).address())));
    assertThat(await(client.bootstrap(List.of(nodes.get(0).address())))).isEqualTo(1);
    assertThat(await(client.get("k"))).contains(VALUE);
    assertThat(await(client.peers())).hasSize(1);
  }

  @Test
  void refusalsSayWhy() throws Exception {
    network(1);
    assertThatThrownBy(() -> await(nodes.get(0).set("k", new Value.Nil())))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(DhtException.class, e -> assertThat(e.reason()).isEqualTo("type"));
  }

  @Test
  void garbageDoesNotStopIt() throws Exception {
    network(2);
    var datagrams = new HostileDatagrams(3);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 5_000; i++) {
        var bytes = datagrams.next().toArray();
        socket.send(new DatagramPacket(bytes, bytes.length, nodes.get(0).address()));
      }
    }
    var deadline = System.nanoTime() + SECONDS.toNanos(20);
    while (await(nodes.get(1).ping(nodes.get(0).address())).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(await(nodes.get(0).statistics()).malformed()).isPositive();
  }

  @Test
  void whatIsUnderWayWhenItIsClosedEnds() throws Exception {
    network(1);
    var node = nodes.get(0);
    CompletableFuture<?> ping;
    try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      ping = node.ping((InetSocketAddress) silent.getLocalSocketAddress());
      node.close();
    }
    assertThat(ping).isCompletedExceptionally();
    assertThat(node.get("k")).isCompletedExceptionally();
  }

  @Test
  void nodesOfOneThreadEndOneByOne() throws Exception {
    try (var thread = SharedThread.start("dht-test")) {
      for (int i = 0; i < 6; i++) {
        nodes.add(thread.node(Dht.newId(), Settings.DEFAULT, new PlainValues(), ANY_PORT));
      }
      for (var node : nodes.subList(1, 6)) {
        assertThat(await(node.bootstrap(List.of(nodes.getFirst().address())))).isPositive();
      }
      await(nodes.get(1).set("k", VALUE));
      CompletableFuture<?> ping;
      try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        ping = nodes.get(0).ping((InetSocketAddress) silent.getLocalSocketAddress());
        nodes.get(0).close();
      }
      assertThat(ping).isCompletedExceptionally();
      assertThatThrownBy(() -> await(nodes.get(0).get("k")))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(DhtException.class);
      assertThat(await(nodes.get(1).ping(nodes.get(0).address()))).isEmpty();
      assertThat(await(nodes.get(5).get("k"))).contains(VALUE);
    }
    assertThat(nodes.get(5).get("k")).isCompletedExceptionally();
  }

  private void network(int size) throws Exception {
    for (int i = 0; i < size; i++) {
      var node = start(Dht.newId());
      if (i > 0) {
        assertThat(await(node.bootstrap(List.of(nodes.getFirst().address())))).isPositive();
      }
    }
  }

  private Dht start(InetSocketAddress address) throws IOException {
    return start(Dht.newId(), address);
  }

  private Dht start(NodeId id) throws IOException {
    return start(id, ANY_PORT);
  }

  private Dht start(NodeId id, InetSocketAddress address) throws IOException {
    var transport = UdpTransport.bind(address);
    var node = Dht.start(id, Settings.DEFAULT, new PlainValues(), transport);
    nodes.add(node);
    return node;
  }

  /** A datagram may be late on a busy machine. */
  private static void until(String what, Callable<Boolean> condition) throws Exception {
    var end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(20, SECONDS);
  }
}
