package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.platform.identity.Caller;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.wiring.Component;

/** Registers and renews whom a caller may act for, however the call was read. */
@Component
class Enrolment {
  private final WorkerRegistry registry;
  private final Ownership ownership;
  private final Fleet fleet;
  private final Catalogue catalogue;
  private final ShardCounts shards;
  private final PingLeases pings;
  private final Clock clock;

  @Inject
  Enrolment(
      WorkerRegistry registry,
      Ownership ownership,
      Fleet fleet,
      Catalogue catalogue,
      ShardCounts shards,
      PingLeases pings,
      Clock clock) {
    this.registry = registry;
    this.ownership = ownership;
    this.fleet = fleet;
    this.catalogue = catalogue;
    this.shards = shards;
    this.pings = pings;
    this.clock = clock;
  }

  /**
   * Registers a worker; gives what it is to be told.
   *
   * @throws PlatformException with what is wrong with the registration, the caller or the registry;
   *     then nothing is registered
   */
  JsonObject register(JsonObject body, Caller caller) {
    var viaRouter = ownership.viaRouter(caller);
    var registration = Registration.parse(body, viaRouter);
    registration.id().ifPresent(id -> ownership.check(caller, id));
    var via = viaRouter ? "through the router" : "directly from " + caller.address();
    var worker = registry.register(registration, viaRouter ? caller.homeEpoch() : 0, via);
    var answer = RegistrationAnswer.of(worker, catalogue, shards, fleet.nextInterval().toSeconds());
    pings.addTo(answer, worker, clock.instant());
    return answer.build();
  }

  /**
   * Renews a worker's lease; gives what it is to be told.
   *
   * @throws PlatformException when the caller may not, or no such worker is there
   */
  JsonObject renew(NodeId worker, Heartbeat heartbeat, Caller caller) {
    ownership.check(caller, worker);
    var renewed = registry.heartbeat(worker, heartbeat);
    var answer = HeartbeatAnswer.of(renewed, shards, fleet.nextInterval());
    pings.addTo(answer, renewed, clock.instant());
    return answer.build();
  }
}
