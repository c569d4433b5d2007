package uk.org.rmatool.router.coordinators;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.Contention;
import uk.org.rmatool.platform.liveness.LeaseEngine;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * Which coordinators are registered, in the database and in memory, which follows it. A change that
 * another replica was faster with is decided again on what that one made.
 */
final class Membership {
  private static final Logger LOG = System.getLogger(Membership.class.getName());
  private static final int ATTEMPTS = 10;

  /** Look-ups of unknown ids at the same time: strangers are not to keep the database busy. */
  private static final int LOOKS = 4;

  private final CoordinatorStore store;
  private final EdgeLeaseConfig leases;
  private final Intents intents;
  private final LeaseEngine engine;
  private final Admission admission;
  private final Clock clock;
  private final Map<NodeId, Coordinator> coordinators = new ConcurrentHashMap<>();
  private final Semaphore looks = new Semaphore(LOOKS);

  Membership(
      CoordinatorStore store,
      EdgeLeaseConfig leases,
      Intents intents,
      LeaseEngine engine,
      Admission admission,
      Clock clock) {
    this.store = store;
    this.leases = leases;
    this.intents = intents;
    this.engine = engine;
    this.admission = admission;
    this.clock = clock;
  }

  synchronized void load() {
    var known = store.all();
    known.forEach(coordinator -> coordinators.put(coordinator.id(), coordinator));
    engine.loaded(known.stream().map(this::lease).toList());
    LOG.log(Level.INFO, () -> "The registry is loaded. coordinators=" + known.size());
  }

  /** Whether their leases have run out or not. */
  Collection<Coordinator> all() {
    return Collections.unmodifiableCollection(coordinators.values());
  }

  Optional<Coordinator> known(NodeId id) {
    return Optional.ofNullable(coordinators.get(id));
  }

  /** One whose lease has not run out. */
  Optional<Coordinator> find(NodeId id) {
    return known(id).filter(this::isLive);
  }

  /** The same, even if another replica has only just registered it. */
  Optional<Coordinator> lookUp(NodeId id) {
    if (find(id).isEmpty() && looks.tryAcquire()) {
      try {
        refresh(id);
      } finally {
        looks.release();
      }
    }
    return find(id);
  }

  List<Coordinator> live() {
    return coordinators.values().stream().filter(this::isLive).sorted(Coordinator.BY_AGE).toList();
  }

  boolean isLive(Coordinator coordinator) {
    return engine.state(lease(coordinator)) != LeaseState.EXPIRED;
  }

  Lease lease(Coordinator coordinator) {
    return Lease.of(coordinator, leases.expiredAfter());
  }

  /** It was heard of just now. */
  void renew(Coordinator before, Digest said) {
    var now = clock.instant();
    coordinators.computeIfPresent(before.id(), (id, newest) -> newest.seen(said, now));
    engine.renewed(lease(before));
  }

  /** Another replica may have heard of it. */
  void heard(Coordinator there) {
    var before = coordinators.get(there.id());
    if (before != null && before.lastSeen().isBefore(there.lastSeen())) {
      coordinators.computeIfPresent(there.id(), (id, newest) -> newest.heard(there));
      engine.renewed(lease(before));
    }
  }

  synchronized Coordinator register(EdgeRegistration registration, String sourceAddress) {
    var id = admission.id(registration, live());
    return decided(id, () -> attempt(id, registration, sourceAddress));
  }

  private Optional<Coordinator> attempt(
      NodeId id, EdgeRegistration registration, String sourceAddress) {
    var before = find(id);
    if (before.isEmpty() && known(id).filter(late -> !expire(late)).isPresent()) {
      return Optional.empty();
    }
    if (before.isEmpty()) {
      admission.requireRoom(coordinators.size());
    }
    before.ifPresent(holder -> Admission.refuseOthers(holder, sourceAddress));
    intents.admit(Subject.COORDINATOR, id, before.isPresent());
    var revision = before.map(Coordinator::revision).orElse(0L);
    var saved =
        store.save(
            admission.coordinator(id, registration, sourceAddress, revision),
            before.isPresent() ? "reregistered" : "registered",
            "from " + sourceAddress);
    saved.ifPresent(kept -> show(before, kept));
    return saved;
  }

  synchronized void leave(NodeId id, String sourceAddress) {
    decided(
        id,
        () -> {
          var coordinator = lookUp(id).orElseThrow(() -> Admission.unknown(id));
          Admission.refuseOthers(coordinator, sourceAddress);
          return remove(coordinator, "deregistered", "asked for by " + sourceAddress);
        });
  }

  synchronized void evict(NodeId id) {
    refresh(id);
    decided(
        id,
        () -> {
          var reason = intents.of(Subject.COORDINATOR, id).describe();
          var coordinator = known(id);
          return coordinator.isEmpty()
              ? Optional.of(false)
              : remove(coordinator.get(), "evicted", reason);
        });
  }

  private Optional<Boolean> remove(Coordinator coordinator, String transition, String reason) {
    if (!store.remove(coordinator, transition, reason)) {
      return Optional.empty();
    }
    hide(coordinator, reason);
    return Optional.of(true);
  }

  /** Removes what has expired; gives how many. */
  synchronized int expire() {
    var late = all().stream().filter(coordinator -> !isLive(coordinator)).toList();
    var gone = 0;
    for (var coordinator : late) {
      if (expire(coordinator)) {
        gone++;
      } else {
        refresh(coordinator.id()); // another replica has heard of it, or was faster
      }
    }
    return gone;
  }

  private boolean expire(Coordinator coordinator) {
    var reason = "silent since " + coordinator.lastSeen();
    var gone = store.expire(coordinator, leases.end(coordinator), reason);
    if (gone) {
      hide(coordinator, reason);
    }
    return gone;
  }

  /** Another replica has changed it: memory takes over what the database has. */
  synchronized void refresh(NodeId id) {
    var before = known(id);
    var now = store.find(id);
    if (now.isEmpty()) {
      before.ifPresent(gone -> hide(gone, "another replica removed it"));
    } else if (before.filter(b -> b.revision() >= now.get().revision()).isPresent()) {
      heard(now.get());
    } else {
      show(before, now.get());
    }
  }

  private void show(Optional<Coordinator> before, Coordinator now) {
    coordinators.merge(now.id(), now, (newest, kept) -> kept.heard(newest));
    engine.registered(before.map(this::lease).orElse(null), now.id());
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator is registered. coordinator=%s url=%s"
                .formatted(now.id(), now.tunnelUrl()));
  }

  private void hide(Coordinator coordinator, String reason) {
    coordinators.remove(coordinator.id());
    engine.left(coordinator.id());
    LOG.log(
        Level.INFO,
        () ->
            "A coordinator is gone. coordinator=%s reason=%s".formatted(coordinator.id(), reason));
  }

  /** Decides and does, and again when another replica was faster. */
  private <T> T decided(NodeId id, Supplier<Optional<T>> attempt) {
    return Contention.decided(id, ATTEMPTS, attempt, () -> refresh(id));
  }
}
