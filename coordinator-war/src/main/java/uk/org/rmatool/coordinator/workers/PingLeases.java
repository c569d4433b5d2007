package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.Recent;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Leases that pings to this coordinator's DHT node renew. A worker of ours gives its signed
 * presence, which names its node and this coordinator, to that node, and pings it; while it is
 * answered it need not send heartbeats. An unanswered ping makes it send one: that is how it is
 * told whatever there is to tell.
 */
@Component
public class PingLeases {
  /** The member of answers that tells where to ping. */
  static final String MEMBER = "lease_ping";

  private static final int REMEMBERED = 60_000;

  private final Fleet fleet;
  private final LeaseConfig leases;
  private final ShardCounts shards;
  private final Wishes wishes;
  private final Presences presences = new Presences();

  /** The numbers of shards that each worker was told last. */
  private final Map<NodeId, Map<String, Integer>> told = new Recent<>(REMEMBERED);

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
  private volatile @Nullable Target target;

  /** What became of a ping. */
  public enum Outcome {
    /** A worker's lease is renewed: answered. */
    RENEWED,
    /** The same, but there is something to tell the worker: not answered. */
    WITHHELD,
    /**
     * By a worker that may count on pings, whose presence did not come from there: not answered.
     */
    UNSEEN,
    /** By a worker that thinks it is registered here, and is not: not answered. */
    UNREGISTERED,
    /** By any other node: answered. */
    OTHER;

    private String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A node at an address.
   *
   * @param node its id
   * @param host what it sends from, with the port
   */
  public record Source(Key node, Object host) {}

  /**
   * Where workers are to ping.
   *
   * @param coordinator the id that their presence is to name
   * @param node id of the DHT node, in hexadecimal digits
   * @param host name or address of its machine
   * @param port its UDP port
   */
  public record Target(String coordinator, String node, String host, int port) {}

  @Inject
  public PingLeases(Fleet fleet, LeaseConfig leases, ShardCounts shards) {
    this.fleet = fleet;
    this.leases = leases;
    this.shards = shards;
    this.wishes = new Wishes(fleet);
    for (var outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** From now on pings renew leases. */
  public void open(Target here) {
    target = here;
  }

  /** A worker's signed presence came from its own node, and names this coordinator. */
  public void present(Source from, NodeId worker, Instant until, double load) {
    var registered = fleet.find(worker).isPresent();
    presences.came(from, new Presences.Presence(worker, until), registered);
    fleet.loaded(worker, load);
  }

  /** A worker's presence that came from its node names another coordinator. */
  public void absent(Source from) {
    presences.gone(from);
  }

  /**
   * A node pings.
   *
   * @param holds whether nothing but pings is wanted of a worker, as far as this coordinator goes
   */
  public Outcome pinged(Source from, Predicate<Worker> holds, Instant now) {
    var outcome = judge(from, holds, now);
    count(outcome).increment();
    return outcome;
  }

  private Outcome judge(Source from, Predicate<Worker> holds, Instant now) {
    var presence = presences.at(from, now);
    if (presence.isEmpty()) {
      return countsOnPings(from.node()) ? Outcome.UNSEEN : Outcome.OTHER;
    }
    var worker = fleet.ping(presence.get().worker(), presence.get().until());
    if (worker.isEmpty()) {
      return Outcome.UNREGISTERED;
    }
    return isTold(worker.get()) && holds.test(worker.get()) ? Outcome.RENEWED : Outcome.WITHHELD;
  }

  private boolean isTold(Worker worker) {
    return worker.knowsItsServices() && knowsShards(worker) && wishes.areTold(worker);
  }

  /**
   * Whether a node is of a worker that may take an answer for a renewed lease: one that gave its
   * presence, perhaps from an address that a NAT has changed since, or did so before this program
   * knew it.
   */
  private boolean countsOnPings(Key node) {
    return fleet.unspokenAt(node).isPresent()
        || fleet.workerAt(node).filter(presences::knows).isPresent();
  }

  /** Whether it lists its services where others look; one that was told elsewhere may. */
  private synchronized boolean knowsShards(Worker worker) {
    var counts = told.get(worker.id());
    return counts == null || counts.equals(counts(worker));
  }

  private Map<String, Integer> counts(Worker worker) {
    Map<String, Integer> counts = new HashMap<>();
    worker.assigned().forEach(service -> counts.put(service, shards.count(service)));
    return counts;
  }

  private synchronized void noteShards(Worker worker) {
    told.put(worker.id(), counts(worker));
  }

  /**
   * Tells a worker of ours what operators want of it, where to ping, and whether its presence is
   * known here.
   */
  void addTo(JsonObjectBuilder answer, Worker worker, Instant now) {
    wishes.addTo(answer, worker);
    var here = target;
    if (here != null && worker.ours()) {
      noteShards(worker);
      answer.add(
          MEMBER,
          Json.createObjectBuilder()
              .add("coordinator_id", here.coordinator())
              .add("node_id", here.node())
              .add("host", here.host())
              .add("port", here.port())
              .add("interval_seconds", leases.heartbeatInterval().toSeconds())
              .add("presence_seen", presences.holds(worker.id(), now)));
    }
  }

  /** How many pings had which outcome. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new HashMap<>();
    counts.forEach((outcome, count) -> sums.put(outcome.wireName(), count.sum()));
    return sums;
  }

  private LongAdder count(Outcome outcome) {
    return Optional.ofNullable(counts.get(outcome)).orElseThrow();
  }
}
