package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.identity.NodeKey;

/** A program's part in the DHT on the loopback address, with a key of its own. */
final class TestNode {
  private static final String HOST = "127.0.0.1";
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  final Clock clock;
  final NodeKey key = NodeKey.create();
  final Signer signer;
  final Coordinators coordinators = new Coordinators();
  final ShardCounts counts;
  final Directory directory;
  final Listing listing;
  final ServiceRecords records;
  final DhtSeat seat;

  /**
   * Not started yet.
   *
   * @param seeds as in the settings
   */
  TestNode(Path folder, String name, int port, String seeds, Clock clock) {
    this.clock = clock;
    signer = Signing.signer(key, key.id(name));
    var random = new Random(1);
    var config =
        new DhtConfig(
            true,
            port,
            Optional.of(HOST),
            "*",
            Optional.of(seeds),
            folder.resolve(key.id(name) + ""));
    seat = new DhtSeat(config, new Seeds(config, new ControlClient(), coordinators));
    counts = new ShardCounts(clock);
    var sets = new ProviderSets(counts, coordinators, clock, random);
    directory = new Directory(seat, sets, clock, random);
    listing = new Listing(counts, sets, clock);
    records = new ServiceRecords(sets, counts, coordinators, new Turn(coordinators), clock);
  }

  /** One that runs. */
  static TestNode start(Path folder, String name, String seeds) throws Exception {
    var node = new TestNode(folder, name, freePort(), seeds, Clock.systemUTC());
    node.seat.start(
        new DhtSeat.Part(1, Optional.empty(), Duration.ofMinutes(5)),
        new RecordPolicy(new Verifier(5_000, 5_000)));
    return node;
  }

  static int freePort() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  Dht dht() {
    return seat.node().orElseThrow();
  }

  /** As a seed for others. */
  String address() {
    return HOST + ":" + seat.port().orElseThrow();
  }

  void awaitPeers(int peers) {
    Eventually.holds(
        () -> seat.joined().isPresent() && DhtSeat.result(dht().peers()).size() >= peers);
  }

  /** Says what this worker provides, in its presence alone. */
  void say(List<String> services) {
    var now = clock.instant();
    for (var id : signer.ids()) {
      var presence =
          new WorkerPresence(
              id.toString(),
              "https://lab.example.org",
              services,
              new JsonObject(Map.of()),
              0.5,
              now.getEpochSecond());
      var name = new RecordKey.OfWorker(id).text();
      var record = signer.sign(presence, now, LIFETIME);
      Eventually.holds(() -> seat.keptByTwo(List.of(dht().set(name, record))));
    }
  }

  /** Says what this worker provides, and is listed for it. */
  void publish(String... services) {
    say(List.of(services));
    Eventually.holds(() -> seat.keptByTwo(listing.list(dht(), signer, Set.of(services))));
  }

  void withdraw() {
    await(listing.withdraw(dht(), signer));
  }

  private static void await(List<CompletableFuture<Integer>> stores) {
    assertThat(stores).allSatisfy(store -> assertThat(DhtSeat.result(store)).isPositive());
  }

  void set(String name, Value value) {
    assertThat(DhtSeat.result(dht().set(name, value))).isPositive();
  }

  Optional<Value> get(String name) {
    return DhtSeat.result(dht().get(name));
  }

  /** This one as others are told of it when it is a coordinator. */
  Coordinators.Known asCoordinator(String location) {
    return new Coordinators.Known(
        signer.id().toString(),
        location,
        Optional.empty(),
        List.of(new InetSocketAddress(HOST, seat.port().orElseThrow())));
  }
}
