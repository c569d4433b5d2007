package uk.org.rmatool.coordinator.dht;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.RegistrarConfig;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.coordinator.workers.PingLeases;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Reachability;
import uk.org.rmatool.dht.ServiceRecords;
import uk.org.rmatool.dht.Signing;
import uk.org.rmatool.jkademlia.records.CoordinatorPresence;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.wiring.Component;

/** Takes part in the DHT, and says there where this coordinator is. */
@Component
public class CoordinatorDht {
  private static final Logger LOG = System.getLogger(CoordinatorDht.class.getName());
  private static final String SERVICES = "services";
  private static final Duration GROWTH = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(5);
  private static final Duration PRESENCE = Duration.ofMinutes(30);
  private static final Duration PUBLISH = Duration.ofMinutes(10);

  /** What nobody else was given yet is published again soon. */
  private static final Duration ALONE = Duration.ofSeconds(30);

  private static final int CHECKS_PER_SECOND = 2_000;
  private static final int RELAYED_PER_SECOND = 50;
  private static final int CHECKS_REMEMBERED = 20_000;

  private final DhtSeat seat;
  private final CoordinatorIdentity identity;
  private final RegistrarConfig config;
  private final Fleet fleet;
  private final Catalogue catalogue;
  private final ServiceRecords records;
  private final LeasePings pings;
  private final PingLeases leases;
  private final Reachability reachability;
  private final Clock clock;

  @Inject
  public CoordinatorDht(
      DhtSeat seat,
      CoordinatorIdentity identity,
      RegistrarConfig config,
      Fleet fleet,
      Catalogue catalogue,
      ServiceRecords records,
      LeasePings pings,
      PingLeases leases,
      Reachability reachability,
      Clock clock) {
    this.seat = seat;
    this.identity = identity;
    this.config = config;
    this.fleet = fleet;
    this.catalogue = catalogue;
    this.records = records;
    this.pings = pings;
    this.leases = leases;
    this.reachability = reachability;
    this.clock = clock;
  }

  /** Begins; does not wait for anything. */
  public void start() {
    seat.always("reach", dht -> reachability.check(dht, config.routerUrl()));
    // Also while it knows no other node: its clients ask it alone.
    seat.always("presence", this::publish);
    seat.always(SERVICES, this::keep);
    seat.always("growth", this::grow);
    seat.onOpen(this::serve);
    seat.start(
        new DhtSeat.Part(1, config.routerUrl(), ASK_AGAIN),
        new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED)),
        pings);
  }

  private void serve(Dht dht) {
    leases.open(
        new PingLeases.Target(
            identity.id().value(),
            dht.id().toString(),
            config.publicUrl().getHost(),
            dht.address().getPort()));
    dht.relay(RELAYED_PER_SECOND);
  }

  public void stop() {
    seat.stop();
  }

  private Duration publish(Dht dht) {
    var signer = Signing.signer(identity.key(), identity.id());
    var now = clock.instant();
    for (var id : signer.ids()) {
      var presence =
          new CoordinatorPresence(
              id.toString(),
              config.publicUrl().toString(),
              config.location(),
              dht.address().getPort(),
              now.getEpochSecond());
      var name = new RecordKey.OfCoordinator(id).text();
      var unused = DhtSeat.result(dht.set(name, signer.sign(presence, now, PRESENCE)));
    }
    return seat.joined().isPresent() ? PUBLISH : ALONE;
  }

  /** What the coordinators keep together: for the services of the catalogue and those here. */
  private Duration keep(Dht dht) {
    var signer = Signing.signer(identity.key(), identity.id());
    records.keepCoordinators(dht, signer, config.location());
    var here = fleet.view().services();
    var services = new TreeSet<>(here.keySet());
    catalogue.services().forEach(service -> services.add(service.name()));
    for (var service : services) {
      try {
        records.keep(dht, signer, service, providers(here.get(service)));
      } catch (IllegalArgumentException e) {
        LOG.log(Level.DEBUG, () -> "A service has no place in the DHT: " + e.getMessage());
      }
    }
    return seat.joined().isPresent() ? ServiceRecords.PERIOD : ALONE;
  }

  /** Workers that come at once need not wait for room to be listed. */
  private Duration grow(Dht dht) {
    var outgrown =
        fleet.view().services().entrySet().stream()
            .anyMatch(it -> records.isOutgrown(it.getKey(), providers(it.getValue()).size()));
    if (outgrown) {
      seat.hurry(SERVICES);
    }
    return GROWTH;
  }

  private static List<String> providers(FleetView.@Nullable Providers here) {
    return here == null
        ? List.of()
        : here.able().stream().map(worker -> worker.id().value()).toList();
  }
}
