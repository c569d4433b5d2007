package uk.org.rmatool.worker.dht;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Signing;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Signer;
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

/** Takes part in the DHT, and says there where this worker is and what it provides. */
@Component
public class WorkerDht {
  private static final Logger LOG = System.getLogger(WorkerDht.class.getName());
  private static final String RECORDS = "records";

  /** The router is asked again only when nobody is known any more. */
  private static final Duration ASK_AGAIN = Duration.ofDays(1);

  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Duration PUBLISH = Duration.ofMinutes(4);
  private static final Duration LEAVING = Duration.ofSeconds(1);
  private static final int PORTS = 100;
  private static final int CHECKS_PER_SECOND = 500;
  private static final int CHECKS_REMEMBERED = 5_000;

  private final DhtSeat seat;
  private final Identity identity;
  private final ControlPlane control;
  private final Launcher launcher;
  private final Detection detection;
  private final LoadMeter load;
  private final Traffic traffic;
  private final Clock clock;

  /** By service, when the entry that was published last runs out. */
  private final Map<String, Instant> published = new HashMap<>();

  @Inject
  public WorkerDht(
      DhtSeat seat,
      Identity identity,
      ControlPlane control,
      Launcher launcher,
      Detection detection,
      LoadMeter load,
      Traffic traffic,
      Clock clock) {
    this.seat = seat;
    this.identity = identity;
    this.control = control;
    this.launcher = launcher;
    this.detection = detection;
    this.load = load;
    this.traffic = traffic;
    this.clock = clock;
  }

  /** Begins; does not wait for anything. */
  public void start() {
    seat.whenJoined(RECORDS, this::publish);
    launcher.onChange(() -> seat.hurry(RECORDS));
    seat.start(
        new DhtSeat.Part(PORTS, Optional.of(control.coordinator()), ASK_AGAIN),
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
      var presence = signer.sign(presence(id, services, now), now, LIFETIME);
      stores.add(dht.set(new RecordKey.OfWorker(id).text(), presence));
    }
    services.forEach(service -> list(dht, signer, service, now).ifPresent(stores::add));
    Set<String> ended = new TreeSet<>(published.keySet());
    services.forEach(ended::remove);
    ended.forEach(service -> stores.add(withdraw(dht, signer, service, now)));
    stores.forEach(DhtSeat::result);
    return PUBLISH;
  }

  private Set<String> services() {
    var services = new TreeSet<>(launcher.states().keySet());
    services.removeIf(service -> launcher.address(service).isEmpty());
    return services;
  }

  private WorkerPresence presence(CertifiedId id, Set<String> services, Instant now) {
    return new WorkerPresence(
        id.toString(),
        identity.publicUrl().toString(),
        List.copyOf(services),
        capabilities(),
        load.read(traffic.inFlight()).cpu(),
        now.getEpochSecond());
  }

  private JsonObject capabilities() {
    try {
      return JsonReader.read(detection.hardware().toJson().toString()) instanceof JsonObject json
          ? json
          : new JsonObject(Map.of());
    } catch (JsonException e) {
      throw new IllegalStateException("what this program writes is JSON", e);
    }
  }

  private Optional<CompletableFuture<Integer>> list(
      Dht dht, Signer signer, String service, Instant now) {
    try {
      var shard = new RecordKey.OfProviders(service, 0);
      var stored = dht.set(shard.text(), signer.provider(shard, now, LIFETIME));
      published.put(service, now.plus(LIFETIME));
      return Optional.of(stored);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.DEBUG, () -> "A service is not listed in the DHT: " + e.getMessage());
      return Optional.empty();
    }
  }

  private CompletableFuture<Integer> withdraw(Dht dht, Signer signer, String service, Instant now) {
    var shard = new RecordKey.OfProviders(service, 0);
    var until = published.remove(service);
    return dht.set(shard.text(), signer.gone(shard, now, until == null ? now : until));
  }

  private synchronized void withdraw(Dht dht) {
    try {
      var signer = Signing.signer(identity.key(), identity.id());
      var now = clock.instant();
      var stores =
          List.copyOf(published.keySet()).stream()
              .map(service -> withdraw(dht, signer, service, now))
              .toArray(CompletableFuture<?>[]::new);
      var unused = DhtSeat.result(CompletableFuture.allOf(stores), LEAVING);
    } catch (DhtException e) {
      LOG.log(Level.DEBUG, "What this worker said in the DHT is there until it runs out.", e);
    }
  }
}
