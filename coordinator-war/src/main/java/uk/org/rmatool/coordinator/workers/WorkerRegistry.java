package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.intent.Approval;
import uk.org.rmatool.platform.intent.EnrolmentConfig;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Changes which workers this region has. Registering and leaving are committed to PostgreSQL before
 * they show and before they are acknowledged; renewals are taken at once and written within a
 * second. A change that another replica was faster with is decided again on what that one made.
 */
@Component
public class WorkerRegistry {
  private static final Logger LOG = System.getLogger(WorkerRegistry.class.getName());
  private static final String MEASURED = "measured";
  private static final Duration ROOM = Duration.ofMinutes(1);

  private final WorkerStore store;
  private final Fleet fleet;
  private final OtherReplicas others;
  private final LeaseConfig leases;
  private final EnrolmentConfig enrolment;
  private final Catalogue catalogue;
  private final Clock clock;
  private final RandomGenerator random;
  private final Decisions decisions;

  @Inject
  public WorkerRegistry(
      WorkerStore store,
      Fleet fleet,
      OtherReplicas others,
      LeaseConfig leases,
      EnrolmentConfig enrolment,
      Catalogue catalogue,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.fleet = fleet;
    this.others = others;
    this.leases = leases;
    this.enrolment = enrolment;
    this.catalogue = catalogue;
    this.clock = clock;
    this.random = random;
    this.decisions = new Decisions(others);
  }

  /** Registers a worker, or renews the registration of one; durable when it returns. */
  Worker register(Registration registration, long homeEpoch, String via) {
    fleet.requireLoaded();
    var id = registration.id().orElseGet(this::newId);
    var worker =
        decisions.decided(
            id,
            () -> {
              enrol(id, registration.intent());
              return attempt(id, registration, homeEpoch, via);
            });
    LOG.log(
        Level.DEBUG,
        () -> "A worker registered. worker=%s services=%s".formatted(id, worker.assigned()));
    return worker;
  }

  /** Keeps what the router was told about the worker; a newcomer may have to wait for approval. */
  private void enrol(NodeId id, Optional<Intent> told) {
    told.ifPresent(intent -> decide(id, intent));
    if (enrolment.needsApproval() && !fleet.hasIntent(id) && fleet.find(id).isEmpty()) {
      decide(id, Intent.pending(clock.instant()));
    }
    var intent = fleet.intent(id);
    if (intent.approval() == Approval.REJECTED) {
      throw new PlatformException(
          ProblemType.REJECTED,
          "An operator does not want '%s' here: %s.".formatted(id, intent.describe()));
    }
  }

  private Optional<Worker> attempt(
      NodeId id, Registration registration, long homeEpoch, String via) {
    fleet.known(id).ifPresent(this::expireIfDue); // history says that it was gone
    var known = fleet.known(id);
    var before = known.filter(worker -> fleet.state(worker) != LeaseState.EXPIRED);
    before.ifPresent(holder -> refuseTakeover(holder, registration));
    var type = WorkerType.of(registration.capabilities());
    var now = clock.instant();
    var worker =
        Worker.registered(
            id,
            registration,
            type,
            AssignedServices.choose(
                catalogue, registration, type, before, fleet.view(), fleet.intent(id)),
            before,
            homeEpoch,
            now,
            leases.terms(registration.isOurs(), fleet.suggestedSeconds()),
            known.map(Worker::revision).orElse(0L));
    requireRoom(before, worker);
    var again = before.isPresent() ? Transition.REREGISTERED : Transition.REGISTERED;
    var reason = "registered " + via + (isMeasuredAnew(before, worker) ? ", measured anew" : "");
    var saved = store.save(worker, WorkerEvent.of(worker, now, again, reason));
    saved.ifPresent(kept -> fleet.registered(before, kept));
    return saved;
  }

  private static boolean isMeasuredAnew(Optional<Worker> before, Worker worker) {
    return before
        .map(it -> it.capabilities().get(MEASURED))
        .filter(was -> !was.equals(worker.capabilities().get(MEASURED)))
        .isPresent();
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
    if (!fleet.hasRoom(more) || (before.isEmpty() && fleet.size() >= leases.maxWorkers())) {
      throw noRoom();
    }
  }

  private PlatformException noRoom() {
    return PlatformException.retryLater(
        ProblemType.SATURATED,
        "This coordinator has %d workers, and by MAX_WORKERS or its heap no room for more."
            .formatted(fleet.size()),
        ROOM);
  }

  /** An id that cannot be taken for one that certifies a key. */
  private NodeId newId() {
    return new NodeId("worker-%08x-%08x".formatted(random.nextInt(), random.nextInt()));
  }

  /** Renews a lease; in the database within a second. Gives the worker as it is now. */
  Worker heartbeat(NodeId id, Heartbeat heartbeat) {
    fleet.requireLoaded();
    return fleet
        .renew(id, heartbeat, this::noRoom)
        .or(() -> others.lookAgain(id).flatMap(w -> fleet.renew(id, heartbeat, this::noRoom)))
        .orElseThrow(() -> unknown(id));
  }

  /** Removes a worker that leaves; durable when it returns. */
  void deregister(NodeId id, String reason) {
    fleet.requireLoaded();
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
        worker -> worker.homeEpoch() < homeEpoch && fleet.state(worker) != LeaseState.EXPIRED,
        Transition.RELEASED,
        "the router says that it is not at home here any more, epoch " + homeEpoch);
  }

  /** Removes a worker if its lease has run out; whether it did. */
  boolean expire(NodeId id) {
    return remove(id, worker -> fleet.state(worker) == LeaseState.EXPIRED, Transition.EXPIRED, "")
        .isPresent();
  }

  /**
   * Removes a worker if the condition still holds once nobody else can change it, so that one that
   * has just registered again stays. Gives what its lease said before; empty when nothing was
   * removed.
   */
  private Optional<LeaseState> remove(
      NodeId id, Predicate<Worker> condition, Transition transition, String reason) {
    return decisions.decided(
        id,
        () -> {
          var worker = fleet.known(id).filter(condition);
          if (worker.isEmpty()) {
            return Optional.of(Optional.<LeaseState>empty());
          }
          var was = fleet.state(worker.get());
          var done =
              was == LeaseState.EXPIRED
                  ? expireIfDue(worker.get())
                  : forget(worker.get(), transition, reason);
          return done ? Optional.of(Optional.of(was)) : Optional.empty();
        });
  }

  private boolean forget(Worker worker, Transition transition, String reason) {
    var gone = store.remove(worker, WorkerEvent.of(worker, clock.instant(), transition, reason));
    if (gone) {
      fleet.left(worker);
    }
    return gone;
  }

  private boolean expireIfDue(Worker worker) {
    if (fleet.state(worker) != LeaseState.EXPIRED) {
      return false;
    }
    var end = worker.lastSeenAt().plusMillis(worker.expiredAfter());
    var reason = "silent since " + worker.lastSeenAt();
    var gone = store.expire(worker, WorkerEvent.of(worker, end, Transition.EXPIRED, reason));
    if (gone) {
      fleet.left(worker);
    }
    return gone;
  }

  /** Gives a worker of ours other services; it learns them from the answer to its heartbeat. */
  void reassign(NodeId id, List<String> before, List<String> services, String reason) {
    decisions.decided(
        id,
        () -> {
          var worker = fleet.find(id).filter(w -> w.ours() && w.assigned().equals(before));
          if (worker.isEmpty()) {
            return Optional.of(false);
          }
          var changed = worker.get().withAssigned(services);
          var event = WorkerEvent.of(changed, clock.instant(), Transition.REASSIGNED, reason);
          var saved = store.save(changed, event);
          saved.ifPresent(fleet::show);
          return saved.map(kept -> true);
        });
  }

  /** Changes what an operator wants with a worker; gives all that operators want. */
  public Intent change(NodeId id, IntentChange change, String by) {
    return decisions.decided(
        id,
        () -> {
          var intent = change.applyTo(fleet.intent(id), clock.instant(), by);
          decide(id, intent);
          return Optional.of(intent);
        });
  }

  /** Keeps what an operator decided about a worker, unless something later is known. */
  public void decide(NodeId id, Intent intent) {
    var before = fleet.intent(id);
    if (!intent.isLaterThan(before)) {
      return;
    }
    var transition = intent.transitionFrom(before);
    store.keep(id, intent, WorkerEvent.of(id, fleet.find(id), clock.instant(), transition, intent));
    fleet.decide(id, intent);
  }

  private static PlatformException unknown(NodeId id) {
    return new PlatformException(
        ProblemType.WORKER_NOT_FOUND,
        "Worker not found: no worker '%s' is registered here, or its lease has run out. Register it again."
            .formatted(id));
  }
}
