package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.liveness.Suspects;
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
  private static final Duration ROOM = Duration.ofMinutes(1);
  private static final int DEPLOYED_DHT_PORT = 8468;
  private static final Comparator<Coordinator> BY_AGE =
      Comparator.comparing(Coordinator::registeredAt).thenComparing(Coordinator::id);

  private final CoordinatorStore store;
  private final EdgeLeaseConfig leases;
  private final Intents intents;
  private final Clock clock;
  private final RandomGenerator random;

  private final Map<NodeId, Coordinator> coordinators = new ConcurrentHashMap<>();
  private final Suspects suspects = new Suspects("coordinator");
  private final Renewals renewals = new Renewals();
  private volatile boolean loaded;

  @Inject
  public CoordinatorRegistry(
      CoordinatorStore store,
      EdgeLeaseConfig leases,
      Intents intents,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.leases = leases;
    this.intents = intents;
    this.clock = clock;
    this.random = random;
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
    loaded = true;
    LOG.log(Level.INFO, () -> "The registry is loaded. coordinators=" + known.size());
  }

  public boolean isLoaded() {
    return loaded;
  }

  /** Registers a coordinator, or renews the registration of one; durable when it returns. */
  public synchronized Coordinator register(EdgeRegistration registration, String sourceAddress) {
    requireLoaded();
    var now = clock.instant();
    var id = registration.id().or(() -> sameAddress(registration)).orElseGet(this::newId);
    Optional.ofNullable(coordinators.get(id)).filter(c -> !isLive(c)).ifPresent(this::expire);
    var before = find(id);
    requireRoom(before);
    before.ifPresent(holder -> refuseOthers(holder, sourceAddress));
    intents.admit(Subject.COORDINATOR, id, before.isPresent());
    var coordinator =
        new Coordinator(
            id,
            registration.tunnelUrl(),
            registration.location(),
            dhtPort(id, registration),
            sourceAddress,
            registration.services(),
            now,
            now);
    store.save(
        coordinator, before.isPresent() ? "reregistered" : "registered", "from " + sourceAddress);
    coordinators.put(id, coordinator);
    suspects.remove(id);
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator registered. coordinator=%s url=%s"
                .formatted(id, coordinator.tunnelUrl()));
    return coordinator;
  }

  /**
   * Deployed coordinators have a DHT node at the usual port unless they name another; ours say if
   * they have one.
   */
  private static Optional<Integer> dhtPort(NodeId id, EdgeRegistration registration) {
    return registration
        .dhtPort()
        .or(() -> id.fingerprint().isEmpty() ? Optional.of(DEPLOYED_DHT_PORT) : Optional.empty());
  }

  /** One without an id that registers again from the same address is the same one. */
  private Optional<NodeId> sameAddress(EdgeRegistration registration) {
    return live().stream()
        .filter(
            c -> c.tunnelUrl().equals(registration.tunnelUrl()) && c.id().fingerprint().isEmpty())
        .map(Coordinator::id)
        .findFirst();
  }

  /** An id without a key is only its own machine's while its lease runs. */
  private static void refuseOthers(Coordinator holder, String sourceAddress) {
    var itself = place(holder.sourceAddress()).equals(place(sourceAddress));
    if (holder.id().fingerprint().isEmpty() && !itself) {
      throw new PlatformException(
          ProblemType.ID_TAKEN,
          "The id '%s' belongs to a coordinator elsewhere until its lease has run out or it leaves."
              .formatted(holder.id()));
    }
  }

  /** All addresses of this machine's loopback are the same place. */
  private static String place(String address) {
    var loopback = address.startsWith("127.") || address.matches("::1|(0+:){7}0*1");
    return loopback ? "loopback" : address;
  }

  private NodeId newId() {
    return new NodeId("edge-%d-%04x".formatted(clock.millis(), random.nextInt(0x10000)));
  }

  /** Renews a lease; in the database within a second. */
  public void heartbeat(NodeId id, Optional<JsonArray> services) {
    requireLoaded();
    if (find(id).isEmpty()) {
      throw unknown(id);
    }
    coordinators.computeIfPresent(
        id, (key, coordinator) -> coordinator.seen(services, clock.instant()));
    suspects.remove(id);
    renewals.add(id);
  }

  /** Removes a coordinator that leaves; durable when it returns. */
  public synchronized void leave(NodeId id, String sourceAddress) {
    requireLoaded();
    var coordinator = find(id).orElseThrow(() -> unknown(id));
    refuseOthers(coordinator, sourceAddress);
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
    suspects.forget(coordinator.id());
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator is gone. coordinator=%s reason=%s".formatted(coordinator.id(), reason));
  }

  /**
   * A control call found no coordinator there. One that was there and only slow is not suspect for
   * it: that says nothing about service calls, and the probes look.
   */
  public void unreachable(NodeId id, UnreachableException reason) {
    if (!reason.isSilence()) {
      suspect(id, reason.reason());
    }
  }

  /** A coordinator that could not be reached gets nothing until it is heard of again. */
  public void suspect(NodeId id, String reason) {
    if (coordinators.containsKey(id)) {
      suspects.add(id, reason);
    }
  }

  /** A coordinator answered: it is not suspect any more. */
  void trust(NodeId id) {
    suspects.remove(id);
  }

  /** The reason why a coordinator is suspected, if it is. */
  public Optional<String> suspicion(NodeId id) {
    return suspects.reason(id);
  }

  /** A coordinator whose lease has not run out. */
  public Optional<Coordinator> find(NodeId id) {
    return Optional.ofNullable(coordinators.get(id)).filter(this::isLive);
  }

  /** All coordinators whose lease has not run out, the longest registered first. */
  public List<Coordinator> live() {
    return coordinators.values().stream().filter(this::isLive).sorted(BY_AGE).toList();
  }

  /** Those of them that can be reached as far as we know. */
  public List<Coordinator> available() {
    return live().stream().filter(this::isAvailable).toList();
  }

  public boolean isAvailable(Coordinator coordinator) {
    return isLive(coordinator) && !suspects.contains(coordinator.id());
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
      return new Standing(intent.state().get(), intent.describe());
    }
    return suspicion(coordinator.id())
        .map(reason -> new Standing("suspect", reason))
        .orElseGet(
            () ->
                new Standing(
                    "serving",
                    "heard of at %s; its lease runs until %s"
                        .formatted(coordinator.lastSeen(), leases.end(coordinator))));
  }

  private boolean isLive(Coordinator coordinator) {
    var silent = Duration.between(coordinator.lastSeen(), clock.instant());
    return silent.compareTo(leases.expiredAfter()) < 0;
  }

  /** Writes renewals that the database has not seen yet; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(id -> Optional.ofNullable(coordinators.get(id)), store::renew);
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

  private void requireRoom(Optional<Coordinator> before) {
    if (before.isEmpty() && coordinators.size() >= leases.maxCoordinators()) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED,
          "This router has %d coordinators, as many as it may (MAX_COORDINATORS)."
              .formatted(coordinators.size()),
          ROOM);
    }
  }

  private void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  private static PlatformException unknown(NodeId id) {
    return new PlatformException(
        ProblemType.COORDINATOR_NOT_FOUND,
        "No coordinator '%s' is registered here, or its lease has run out. Register it again."
            .formatted(id));
  }
}
