package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.liveness.Suspects;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The workers of this region. Registering and leaving are committed to PostgreSQL before they show
 * here; renewals are taken at once and written within a second. Whether a worker is live is decided
 * by its lease at the moment of asking.
 */
@Component
public class WorkerRegistry {
  private static final Logger LOG = System.getLogger(WorkerRegistry.class.getName());
  private static final int STRIPES = 64;
  private static final Duration ROOM = Duration.ofMinutes(1);
  private static final Comparator<Worker> BY_AGE =
      Comparator.comparing(Worker::registeredAt).thenComparing(Worker::id);

  private final WorkerStore store;
  private final LeaseConfig leases;
  private final Catalogue catalogue;
  private final Clock clock;
  private final RandomGenerator random;

  private final Map<NodeId, Worker> workers = new ConcurrentHashMap<>();
  private final Suspects suspects = new Suspects("worker");
  private final Renewals renewals = new Renewals();
  private final HeapBudget budget = HeapBudget.share(0.4);
  private final Set<NodeId> degraded = ConcurrentHashMap.newKeySet();
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private volatile boolean loaded;

  @Inject
  public WorkerRegistry(
      WorkerStore store,
      LeaseConfig leases,
      Catalogue catalogue,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.leases = leases;
    this.catalogue = catalogue;
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
    known.forEach(this::show);
    loaded = true;
    LOG.log(Level.INFO, () -> "The registry is loaded. workers=" + known.size());
  }

  public boolean isLoaded() {
    return loaded;
  }

  /** Registers a worker, or renews the registration of one; durable when it returns. */
  Worker register(Registration registration, long homeEpoch, String via) {
    requireLoaded();
    var id = registration.id().orElseGet(this::newId);
    var lock = stripe(id);
    lock.lock();
    try {
      Optional.ofNullable(workers.get(id)).ifPresent(this::expire); // history says that it was gone
      var before = find(id);
      before.ifPresent(holder -> refuseTakeover(holder, registration));
      var type = WorkerType.of(registration.capabilities());
      var services = AssignedServices.choose(catalogue, registration, type, before, others(id));
      var worker =
          Worker.registered(id, registration, type, services, before, homeEpoch, clock.instant());
      requireRoom(before, worker);
      var again = before.isPresent();
      store.save(
          worker, again ? Transition.REREGISTERED : Transition.REGISTERED, "registered " + via);
      show(worker);
      suspects.remove(id);
      degraded.remove(id);
      LOG.log(
          Level.INFO,
          () -> "A worker registered. worker=%s services=%s".formatted(id, worker.assigned()));
      return worker;
    } finally {
      lock.unlock();
    }
  }

  private List<Worker> others(NodeId id) {
    return live().stream().filter(worker -> !worker.id().equals(id)).toList();
  }

  /** An id without a key is not given to another address while its lease runs. */
  private static void refuseTakeover(Worker holder, Registration registration) {
    var certified = holder.id().fingerprint().isPresent();
    if (!certified && !holder.tunnelUrl().equals(registration.tunnelUrl())) {
      throw new PlatformException(
          ProblemType.ID_TAKEN,
          "The id '%s' belongs to a worker at another address until its lease has run out or it unregisters."
              .formatted(holder.id()));
    }
  }

  private void requireRoom(Optional<Worker> before, Worker worker) {
    var more = worker.footprint() - before.map(Worker::footprint).orElse(0L);
    if (!budget.hasRoom(more) || (before.isEmpty() && workers.size() >= leases.maxWorkers())) {
      throw noRoom();
    }
  }

  private PlatformException noRoom() {
    return PlatformException.retryLater(
        ProblemType.SATURATED,
        "This coordinator has %d workers, and by MAX_WORKERS or its heap no room for more."
            .formatted(workers.size()),
        ROOM);
  }

  /** From now on this is what is known of the worker. */
  private void show(Worker worker) {
    var before = workers.put(worker.id(), worker);
    budget.use(worker.footprint() - (before == null ? 0 : before.footprint()));
  }

  /** An id that cannot be taken for one that certifies a key. */
  private NodeId newId() {
    return new NodeId("worker-%08x-%08x".formatted(random.nextInt(), random.nextInt()));
  }

  /** Renews a lease; in the database within a second. */
  void heartbeat(NodeId id, Heartbeat heartbeat) {
    requireLoaded();
    var now = clock.instant();
    var known = workers.computeIfPresent(id, (key, worker) -> renewed(worker, heartbeat, now));
    if (known == null || !known.lastSeen().equals(now)) {
      throw unknown(id);
    }
    suspects.remove(id);
    renewals.add(id);
  }

  private Worker renewed(Worker worker, Heartbeat heartbeat, Instant now) {
    if (leases.state(worker, now) == LeaseState.EXPIRED) {
      return worker;
    }
    var more = heartbeat.footprint() - worker.heartbeat().footprint();
    if (!budget.hasRoom(more)) {
      throw noRoom();
    }
    budget.use(more);
    return worker.seen(heartbeat, now);
  }

  /** Removes a worker that leaves; durable when it returns. */
  void deregister(NodeId id, String reason) {
    requireLoaded();
    var was = remove(id, worker -> true, Transition.DEREGISTERED, reason);
    if (was.isEmpty() || was.get() == LeaseState.EXPIRED) {
      throw unknown(id);
    }
  }

  /**
   * Lets a worker go that has another home now; does nothing when this registration is as new as
   * that.
   */
  public void release(NodeId id, long homeEpoch) {
    remove(
        id,
        worker -> worker.homeEpoch() < homeEpoch && state(worker) != LeaseState.EXPIRED,
        Transition.RELEASED,
        "the router gave it another home, epoch " + homeEpoch);
  }

  /**
   * Removes a worker if the condition still holds once nobody else can change it, so that one that
   * has just registered again stays. Gives what its lease said before; empty when nothing was
   * removed.
   */
  private Optional<LeaseState> remove(
      NodeId id, Predicate<Worker> condition, Transition transition, String reason) {
    var lock = stripe(id);
    lock.lock();
    try {
      var worker = workers.get(id);
      if (worker == null || !condition.test(worker)) {
        return Optional.empty();
      }
      var was = state(worker);
      if (was == LeaseState.EXPIRED) {
        store.remove(worker, Transition.EXPIRED, leases.end(worker), reason);
      } else {
        store.remove(worker, transition, clock.instant(), reason);
      }
      Optional.ofNullable(workers.remove(id)).ifPresent(gone -> budget.use(-gone.footprint()));
      suspects.forget(id);
      degraded.remove(id);
      return Optional.of(was);
    } finally {
      lock.unlock();
    }
  }

  /** A worker that could not be reached gets no calls until it is heard of again. */
  public void suspect(NodeId id, String reason) {
    if (workers.containsKey(id)) {
      suspects.add(id, reason);
    }
  }

  /** The reason why a worker is suspected, if it is. */
  public Optional<String> suspicion(NodeId id) {
    return suspects.reason(id);
  }

  /** A worker whose lease has not run out. */
  public Optional<Worker> find(NodeId id) {
    return Optional.ofNullable(workers.get(id))
        .filter(worker -> state(worker) != LeaseState.EXPIRED);
  }

  /** All workers whose lease has not run out, the longest registered first. */
  public List<Worker> live() {
    var now = clock.instant();
    return workers.values().stream()
        .filter(w -> leases.state(w, now) != LeaseState.EXPIRED)
        .sorted(BY_AGE)
        .toList();
  }

  /** The workers that a call for this service can be sent to now. */
  public List<Worker> healthyProviders(String service) {
    return live().stream().filter(worker -> worker.serves(service) && isHealthy(worker)).toList();
  }

  public boolean isHealthy(Worker worker) {
    return state(worker) == LeaseState.LIVE && !suspects.contains(worker.id());
  }

  public LeaseState state(Worker worker) {
    return leases.state(worker, clock.instant());
  }

  /** Writes renewals that the database has not seen yet; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(id -> Optional.ofNullable(workers.get(id)), store::renew);
  }

  /**
   * Removes what has expired and notes who became silent or came back; gives how many were removed.
   */
  int expire() {
    int removed = 0;
    for (var worker : List.copyOf(workers.values())) {
      switch (state(worker)) {
        case EXPIRED -> {
          if (expire(worker)) {
            removed++;
          }
        }
        case DEGRADED -> {
          if (degraded.add(worker.id())) {
            store.note(worker, Transition.DEGRADED, "silent since " + worker.lastSeen());
          }
        }
        case LIVE -> {
          if (degraded.remove(worker.id())) {
            store.note(worker, Transition.RECOVERED, "heard of again");
          }
        }
      }
    }
    return removed;
  }

  private boolean expire(Worker worker) {
    return remove(
            worker.id(),
            now -> state(now) == LeaseState.EXPIRED,
            Transition.EXPIRED,
            "silent since " + worker.lastSeen())
        .isPresent();
  }

  private void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  private ReentrantLock stripe(NodeId id) {
    return stripes[Math.floorMod(id.hashCode(), STRIPES)];
  }

  private static PlatformException unknown(NodeId id) {
    return new PlatformException(
        ProblemType.WORKER_NOT_FOUND,
        "Worker not found: no worker '%s' is registered here, or its lease has run out. Register it again."
            .formatted(id));
  }
}
