package uk.org.rmatool.worker.dht;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Listing;
import uk.org.rmatool.dht.Reachability;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.dht.Signing;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LoadMeter;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.LeasePings;

/** Takes part in the DHT, and says there where this worker is and what it provides. */
@Component
public class WorkerDht {
  private static final Logger LOG = System.getLogger(WorkerDht.class.getName());
  private static final String RECORDS = "records";

  /** While nodes are known; at once when nobody is known any more. */
  private static final Duration ASK_AGAIN = Duration.ofDays(7);

  private static final Duration LIFETIME = Listing.LIFETIME;
  private static final Duration PUBLISH = Duration.ofMinutes(4);

  /** What hardly anybody keeps is published again soon. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Duration LEAVING = Duration.ofSeconds(1);
  private static final int PORTS = 100;
  private static final int CHECKS_PER_SECOND = 500;
  private static final int CHECKS_REMEMBERED = 5_000;

  private final DhtSeat seat;
  private final Identity identity;
  private final ControlPlane control;
  private final LeasePings pings;
  private final Launcher launcher;
  private final Detection detection;
  private final LoadMeter load;
  private final Traffic traffic;
  private final ShardCounts shards;
  private final Listing listing;
  private final Reachability reachability;
  private final Clock clock;

  @Inject
  public WorkerDht(
      DhtSeat seat,
      Identity identity,
      ControlPlane control,
      LeasePings pings,
      Launcher launcher,
      Detection detection,
      LoadMeter load,
      Traffic traffic,
      ShardCounts shards,
      Listing listing,
      Reachability reachability,
      Clock clock) {
    this.seat = seat;
    this.identity = identity;
    this.control = control;
    this.pings = pings;
    this.launcher = launcher;
    this.detection = detection;
    this.load = load;
    this.traffic = traffic;
    this.shards = shards;
    this.listing = listing;
    this.reachability = reachability;
    this.clock = clock;
  }

  /** Begins; does not wait for anything. */
  public void start() {
    var directory = Optional.of(control.coordinator());
    seat.always("reach", dht -> reachability.check(dht, directory));
    seat.whenJoined(RECORDS, this::publish);
    launcher.onChange(() -> seat.hurry(RECORDS));
    shards.onChange(() -> seat.hurry(RECORDS));
    pings.sign(this::presence, () -> seat.hurry(RECORDS));
    seat.start(
        new DhtSeat.Part(PORTS, directory, ASK_AGAIN),
        new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED)));
  }

  /** Withdraws what it said, as far as that takes no time, and ends the node. */
  public void stop() {
    seat.joined().ifPresent(this::withdraw);
    seat.stop();
  }

  private synchronized Duration publish(Dht dht) {
    var signer = Signing.signer(identity.key(), identity.id());
    var now = clock.instant();
    var services = services();
    List<CompletableFuture<Integer>> stores = new ArrayList<>();
    for (var id : signer.ids()) {
      var presence = signer.sign(presence(id, services, now, pings.seat()), now, LIFETIME);
      stores.add(dht.set(new RecordKey.OfWorker(id).text(), presence));
    }
    stores.addAll(listing.list(dht, signer, services));
    return seat.keptByTwo(stores) ? PUBLISH : AGAIN;
  }

  /** What this worker says of itself to the node that renews its lease. */
  private Value presence(WorkerPresence.Seat where) {
    var now = clock.instant();
    var id = CertifiedId.parse(identity.id().value()).orElseThrow();
    return Signing.signer(identity.key(), identity.id())
        .sign(presence(id, services(), now, Optional.of(where)), now, LIFETIME);
  }

  private Set<String> services() {
    var services = new TreeSet<>(launcher.states().keySet());
    services.removeIf(service -> launcher.address(service).isEmpty());
    return services;
  }

  private WorkerPresence presence(
      CertifiedId id, Set<String> services, Instant now, Optional<WorkerPresence.Seat> where) {
    return new WorkerPresence(
        id.toString(),
        identity.publicUrl().toString(),
        List.copyOf(services),
        capabilities(),
        load.read(traffic.inFlight()).cpu(),
        now.getEpochSecond(),
        where);
  }

  private JsonObject capabilities() {
    try {
      return JsonReader.read(detection.hardware().summary().toString()) instanceof JsonObject json
          ? json
          : new JsonObject(Map.of());
    } catch (JsonException e) {
      throw new IllegalStateException("what this program writes is JSON", e);
    }
  }

  private synchronized void withdraw(Dht dht) {
    try {
      var signer = Signing.signer(identity.key(), identity.id());
      var stores = listing.withdraw(dht, signer).toArray(CompletableFuture<?>[]::new);
      var unused = DhtSeat.result(CompletableFuture.allOf(stores), LEAVING);
    } catch (DhtException e) {
      LOG.log(Level.DEBUG, "What this worker said in the DHT is there until it runs out.", e);
    }
  }
}
