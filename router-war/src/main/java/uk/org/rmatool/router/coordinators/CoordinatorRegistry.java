package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.liveness.GuardState;
import uk.org.rmatool.platform.liveness.LeaseEngine;
import uk.org.rmatool.platform.liveness.LeaseSettingsConfig;
import uk.org.rmatool.platform.liveness.LeaseState;
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
  private static final Logger LOG = System.getLogger(CoordinatorRegistry.class.getName());

  private final CoordinatorStore store;
  private final EdgeLeaseConfig leases;
  private final Intents intents;
  private final Clock clock;
  private final RandomGenerator random;
  private final LeaseEngine engine;
  private final Admission admission;
  private final Changes changes;

  private final Map<NodeId, Coordinator> coordinators = new ConcurrentHashMap<>();
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
    this.clock = clock;
    this.random = random;
    engine = new LeaseEngine("coordinator", settings.settings(), clock);
    admission = new Admission(clock, random, leases.maxCoordinators());
    changes = new Changes(store, clock);
  }

  /**
   * Reads the registrations of before; until that has worked nothing can be registered or renewed.
   */
  public synchronized void load() {
    if (loaded) {
      return;
    }
    var known = store.all();
    known.forEach(coordinator -> coordinators.put(coordinator.id(), coordinator));
    engine.loaded(known.stream().map(this::lease).toList());
    loaded = true;
    LOG.log(Level.INFO, () -> "The registry is loaded. coordinators=" + known.size());
  }

  public boolean isLoaded() {
    return loaded;
  }

  /** Registers a coordinator, or renews the registration of one; durable when it returns. */
  public synchronized Coordinator register(EdgeRegistration registration, String sourceAddress) {
    requireLoaded();
    var id = admission.id(registration, live());
    Optional.ofNullable(coordinators.get(id)).filter(c -> !isLive(c)).ifPresent(this::expire);
    var before = find(id);
    if (before.isEmpty()) {
      admission.requireRoom(coordinators.size());
    }
    before.ifPresent(holder -> Admission.refuseOthers(holder, sourceAddress));
    intents.admit(Subject.COORDINATOR, id, before.isPresent());
    var coordinator = admission.coordinator(id, registration, sourceAddress);
    store.save(
        coordinator, before.isPresent() ? "reregistered" : "registered", "from " + sourceAddress);
    coordinators.put(id, coordinator);
    engine.registered(before.map(this::lease).orElse(null), id);
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator registered. coordinator=%s url=%s"
                .formatted(id, coordinator.tunnelUrl()));
    return coordinator;
  }

  /** Renews a lease; in the database within a second. */
  public void heartbeat(NodeId id, Optional<JsonArray> services) {
    requireLoaded();
    var before = find(id).orElseThrow(() -> Admission.unknown(id));
    coordinators.computeIfPresent(
        id, (key, coordinator) -> coordinator.seen(services, clock.instant()));
    engine.renewed(lease(before));
    renewals.add(id, true);
  }

  /** Removes a coordinator that leaves; durable when it returns. */
  public synchronized void leave(NodeId id, String sourceAddress) {
    requireLoaded();
    var coordinator = find(id).orElseThrow(() -> Admission.unknown(id));
    Admission.refuseOthers(coordinator, sourceAddress);
    remove(coordinator, "deregistered", clock.instant(), "asked for by " + sourceAddress);
  }

  /** Removes a coordinator that an operator does not want; durable when it returns. */
  public synchronized void evict(NodeId id) {
    requireLoaded();
    find(id).ifPresent(c -> remove(c, "evicted", clock.instant(), intent(id).describe()));
  }

  private void remove(Coordinator coordinator, String transition, Instant at, String reason) {
    store.remove(coordinator, transition, at, reason);
    coordinators.remove(coordinator.id());
    engine.left(coordinator.id());
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator is gone. coordinator=%s reason=%s".formatted(coordinator.id(), reason));
  }

  /** A control call found nobody there; one that is only slow is left to the probes. */
  public void unreachable(NodeId id, UnreachableException reason) {
    if (!reason.isSilence()) {
      suspect(id, reason.reason());
    }
  }

  /** A coordinator that could not be reached gets nothing until it is heard of again. */
  public void suspect(NodeId id, String reason) {
    if (coordinators.containsKey(id)) {
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
    return Optional.ofNullable(coordinators.get(id)).filter(this::isLive);
  }

  /** All coordinators whose lease has not run out, the longest registered first. */
  public List<Coordinator> live() {
    return coordinators.values().stream().filter(this::isLive).sorted(Coordinator.BY_AGE).toList();
  }

  /** Those of them that can be reached as far as we know. */
  public List<Coordinator> available() {
    return live().stream().filter(this::isAvailable).toList();
  }

  public boolean isAvailable(Coordinator coordinator) {
    return engine.isTrusted(lease(coordinator));
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
    return engine.standing(lease(coordinator));
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
            leases.heartbeatInterval(), leases.expiredAfter(), coordinators.size(), 0);
    return engine.jittered(interval, random);
  }

  /** Looks what is different, every second; one replica notes it for all. */
  public void look(boolean notes) {
    if (loaded) {
      var found = engine.look(coordinators.values().stream().map(this::lease).toList());
      changes.write(notes ? found : List.of());
    }
  }

  private Lease lease(Coordinator coordinator) {
    return Lease.of(coordinator, leases.expiredAfter());
  }

  private boolean isLive(Coordinator coordinator) {
    return engine.state(lease(coordinator)) != LeaseState.EXPIRED;
  }

  /** Writes renewals that the database has not seen yet; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(
        id -> Optional.ofNullable(coordinators.get(id)), (batch, talkative) -> store.renew(batch));
  }

  /** Another replica has registered, removed or put out a coordinator. */
  public synchronized void refresh(NodeId id) {
    var before = Optional.ofNullable(coordinators.get(id));
    var now = store.find(id);
    if (now.isEmpty() && coordinators.remove(id) != null) {
      engine.left(id);
    } else if (now.isPresent()
        && before.filter(b -> !b.registeredAt().isBefore(now.get().registeredAt())).isEmpty()) {
      coordinators.put(id, now.get());
      engine.registered(before.map(this::lease).orElse(null), id);
    }
  }

  /** Other replicas have heard of coordinators. */
  public void hear() {
    for (var heard : store.all()) {
      var before = coordinators.get(heard.id());
      if (before != null && before.lastSeen().isBefore(heard.lastSeen())) {
        coordinators.computeIfPresent(heard.id(), (id, now) -> now.orNewer(heard));
        engine.renewed(lease(before));
      }
    }
  }

  /** Removes what has expired; gives how many. */
  synchronized int expire() {
    var expired =
        coordinators.values().stream().filter(coordinator -> !isLive(coordinator)).toList();
    expired.forEach(this::expire);
    return expired.size();
  }

  private void expire(Coordinator coordinator) {
    remove(
        coordinator, "expired", leases.end(coordinator), "silent since " + coordinator.lastSeen());
  }

  private void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }
}
