package uk.org.rmatool.bench.leases;

import static uk.org.rmatool.jkademlia.simulation.SimulatedWorker.CAPABILITIES;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.org.rmatool.jkademlia.codec.ValueWriter;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.SigningKey;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.identity.NodeKey;

/** The DHT node of a simulated worker: publishes as real ones do, and pings its coordinator's. */
final class PingingNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  /** Bytes of a request to store, without the value, and of the answer. */
  private static final int SENT_WITH_VALUE = 21 + 52 + 22;

  /** How many nodes are asked for a number of shards. */
  private static final int ALL_VALUES = 20;

  private final SimulatedNodes nodes;
  private final Dht dht;
  private final Signer signer;
  private final List<String> services;
  private final int compress;

  /** Where to ping, and what the presence is to name. */
  private record Target(InetSocketAddress address, WorkerPresence.Seat seat) {}

  PingingNode(SimulatedNodes nodes, NodeKey key, String name, List<String> services, int compress)
      throws IOException {
    this.nodes = nodes;
    this.services = services;
    this.compress = compress;
    var decoder = Base64.getDecoder();
    signer =
        new Signer(
            name,
            SigningKey.of(decoder.decode(key.privateText()), decoder.decode(key.publicText())));
    dht = nodes.add();
  }

  String id() {
    return dht.id().toString();
  }

  int port() {
    return dht.address().getPort();
  }

  /** Joins the network through somebody; whether any node is known then. */
  boolean join(InetSocketAddress seed) throws InterruptedException {
    boolean joined = await(dht.bootstrap(List.of(seed))).orElse(0) > 0;
    if (joined) {
      nodes.joined.increment();
    }
    return joined;
  }

  /**
   * Publishes the presence and the services, having asked for their numbers of shards.
   *
   * @param shards those that the coordinator told
   */
  void publish(Optional<JsonObject> told, Map<String, Integer> shards) throws InterruptedException {
    var now = Instant.now();
    var seat = told.map(this::target).map(Target::seat);
    for (var id : signer.ids()) {
      var name = new RecordKey.OfWorker(id).text();
      var unused = await(dht.set(name, signer.sign(presence(now, seat), now, life())));
    }
    for (var service : services) {
      var unused = await(dht.get(new RecordKey.OfShards(service).point(), ALL_VALUES));
      var number = Shards.of(signer.ids().getLast(), shards.getOrDefault(service, 1));
      var shard = new RecordKey.OfProviders(service, number);
      var unusedCount = await(dht.set(shard.text(), signer.provider(shard, now, life())));
    }
  }

  /** Gives the coordinator's node the presence; whether it keeps it. */
  boolean give(JsonObject told) throws InterruptedException {
    var target = target(told);
    var now = Instant.now();
    var id = signer.ids().getFirst();
    var presence = signer.sign(presence(now, Optional.of(target.seat())), now, life());
    nodes.presences.increment();
    nodes.presenceBytes.add(SENT_WITH_VALUE + ValueWriter.size(presence));
    return await(dht.give(target.address(), new RecordKey.OfWorker(id).text(), presence))
        .orElse(false);
  }

  /** Whether the coordinator's node answers. */
  boolean ping(JsonObject told) throws InterruptedException {
    nodes.pings.increment();
    var answered =
        await(dht.ping(target(told).address()))
            .flatMap(alive -> alive)
            .filter(alive -> alive.id().toString().equals(told.getString("node_id")))
            .isPresent();
    if (answered) {
      nodes.answered.increment();
    }
    return answered;
  }

  private Target target(JsonObject told) {
    return new Target(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), told.getInt("port")),
        new WorkerPresence.Seat(id(), told.getString("coordinator_id")));
  }

  private WorkerPresence presence(Instant now, Optional<WorkerPresence.Seat> seat) {
    return new WorkerPresence(
        signer.ids().getFirst().toString(),
        "http://127.0.0.77:9",
        services,
        CAPABILITIES,
        0.25,
        now.getEpochSecond(),
        seat);
  }

  private Duration life() {
    return LIFETIME.dividedBy(compress);
  }

  private static <T> Optional<T> await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return Optional.of(future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    dht.close();
  }
}
