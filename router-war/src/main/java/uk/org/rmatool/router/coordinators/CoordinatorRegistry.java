package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.liveness.GuardState;
import uk.org.rmatool.platform.liveness.LeaseEngine;
import uk.org.rmatool.platform.liveness.LeaseSettingsConfig;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.liveness.Standing;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * The coordinators that the router knows. Registering and leaving are committed to PostgreSQL
 * before they show here; renewals are taken at once and written within a second. Whether one is
 * live is decided by its lease at the moment of asking; a live one that cannot be reached is
 * suspect and gets nothing until it is heard of again.
 */
@Component
public class CoordinatorRegistry {
  private final CoordinatorStore store;
  private final EdgeLeaseConfig leases;
  private final Intents intents;
  private final RandomGenerator random;
  private final LeaseEngine engine;
  private final Membership members;
  private final Changes changes;

  private final Renewals renewals = new Renewals();
  private volatile boolean loaded;

  @Inject
  public CoordinatorRegistry(
      CoordinatorStore store,
      EdgeLeaseConfig leases,
      Intents intents,
      LeaseSettingsConfig settings,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.leases = leases;
    this.intents = intents;
    this.random = random;
    engine = new LeaseEngine("coordinator", settings.settings(), clock);
    var admission = new Admission(clock, random, leases.maxCoordinators());
    members = new Membership(store, leases, intents, engine, admission, clock);
    changes = new Changes(store, clock);
  }

  /**
   * Reads the registrations of before; until that has worked nothing can be registered or renewed.
   */
  public synchronized void load() {
    if (!loaded) {
      members.load();
      loaded = true;
    }
  }

  public boolean isLoaded() {
    return loaded;
  }

  /** Registers a coordinator, or renews the registration of one; durable when it returns. */
  public Coordinator register(EdgeRegistration registration, String sourceAddress) {
    requireLoaded();
    return members.register(registration, sourceAddress);
  }

  /** Renews a lease; in the database within a second. */
  public void heartbeat(NodeId id, Digest said) {
    requireLoaded();
    intents.requireWanted(Subject.COORDINATOR, id);
    var before = members.lookUp(id).orElseThrow(() -> Admission.unknown(id));
    members.renew(before, said);
    renewals.add(id, !said.or(before.digest()).equals(before.digest()));
  }

  /** Removes a coordinator that leaves; durable when it returns. */
  public void leave(NodeId id, String sourceAddress) {
    requireLoaded();
    members.leave(id, sourceAddress);
  }

  /** Removes a coordinator if an operator does not want it; durable when it returns. */
  public void evictIfRejected(NodeId id) {
    requireLoaded();
    if (intents.isRejected(Subject.COORDINATOR, id)) {
      members.evict(id);
    }
  }

  /** Removes all that operators do not want, whatever way they came back. */
  public void evictRejected() {
    intents.rejected(Subject.COORDINATOR).stream()
        .filter(id -> members.known(id).isPresent())
        .forEach(members::evict);
  }

  /** A control call found nobody there; one that is only slow is left to the probes. */
  public void unreachable(NodeId id, UnreachableException reason) {
    if (!reason.isSilence()) {
      suspect(id, reason.reason());
    }
  }

  /** A coordinator that could not be reached gets nothing until it is heard of again. */
  public void suspect(NodeId id, String reason) {
    if (members.known(id).isPresent()) {
      engine.suspect(id, reason);
    }
  }

  /** A coordinator answered: it is not suspect any more. */
  void trust(NodeId id) {
    engine.trust(id);
  }

  /** The reason why a coordinator is suspected, if it is. */
  public Optional<String> suspicion(NodeId id) {
    return engine.suspicion(id);
  }

  /** A coordinator whose lease has not run out. */
  public Optional<Coordinator> find(NodeId id) {
    return members.find(id);
  }

  /** All coordinators whose lease has not run out, the longest registered first. */
  public List<Coordinator> live() {
    return members.live();
  }

  /** Those of them that can be reached as far as we know. */
  public List<Coordinator> available() {
    return live().stream().filter(this::isAvailable).toList();
  }

  public boolean isAvailable(Coordinator coordinator) {
    return engine.isTrusted(members.lease(coordinator));
  }

  /** Whether service calls may go there. */
  public boolean takesCalls(Coordinator coordinator) {
    return isAvailable(coordinator) && intent(coordinator.id()).takesCalls();
  }

  /** Whether workers may be given to it. */
  public boolean takesWorkers(Coordinator coordinator) {
    var intent = intent(coordinator.id());
    return isAvailable(coordinator) && intent.takesMore() && intent.weight() > 0;
  }

  /** What operators have decided about a coordinator. */
  public Intent intent(NodeId id) {
    return intents.of(Subject.COORDINATOR, id);
  }

  /** What is done with a live coordinator, and why. */
  public Standing standing(Coordinator coordinator) {
    var intent = intent(coordinator.id());
    if (intent.state().isPresent()) {
      return new Standing(intent.state().get(), intent.describe(), Optional.empty());
    }
    return engine.standing(members.lease(coordinator));
  }

  /** Whether it came and went too often: it gets calls only while nobody else can have them. */
  public boolean isHeldBack(Coordinator coordinator) {
    return engine.isHeldBack(coordinator.id());
  }

  /** The mass-expiry guard, for health and metrics. */
  public GuardState guard() {
    return engine.guard();
  }

  /** How often this coordinator is to renew. */
  public Duration heartbeatInterval() {
    var interval =
        engine.suggestedInterval(
            leases.heartbeatInterval(), leases.expiredAfter(), members.all().size(), 0);
    return engine.jittered(interval, random);
  }

  /** Looks what is different, every second; one replica notes it for all. */
  public void look(boolean notes) {
    if (loaded) {
      var found = engine.look(members.all().stream().map(members::lease).toList());
      changes.write(notes ? found : List.of());
    }
  }

  /** Writes renewals that the database has not seen yet; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(members::known, store::renew);
  }

  /** Another replica has registered, removed or put out a coordinator. */
  public void refresh(NodeId id) {
    members.refresh(id);
  }

  /** Other replicas have heard of coordinators. */
  public void hear() {
    store.all().forEach(members::heard);
  }

  /** Removes what has expired; gives how many. */
  int expire() {
    return members.expire();
  }

  private void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }
}
