package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.database.Replica;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.liveness.Change;
import uk.org.rmatool.platform.liveness.GuardState;
import uk.org.rmatool.platform.liveness.LeaseEngine;
import uk.org.rmatool.platform.liveness.LeaseSettingsConfig;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.liveness.Leased;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.liveness.Standing;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The workers of this region as they are now: in memory, judged at the moment of asking by lease,
 * suspicion and what operators decided.
 */
@Component
public class Fleet {
  private static final Logger LOG = System.getLogger(Fleet.class.getName());

  private final WorkerStore store;
  private final LeaseConfig leases;
  private final Clock clock;
  private final RandomGenerator random;
  private final LeaseEngine engine;
  private final Roster roster = new Roster();
  private final Judgement judgement;
  private final Renewals renewals = new Renewals();
  private final Renewals pings = new Renewals();
  private final RenewalChannels channels = new RenewalChannels();
  private final ServiceTroubles troubles = new ServiceTroubles();
  private final FleetViews views;
  private volatile boolean loaded;
  private volatile int suggestedSeconds;

  @Inject
  public Fleet(
      WorkerStore store,
      LeaseConfig leases,
      LeaseSettingsConfig settings,
      Catalogue catalogue,
      Replica replica,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.leases = leases;
    this.clock = clock;
    this.random = random;
    this.engine = new LeaseEngine("worker", settings.settings(), clock);
    this.suggestedSeconds = Math.toIntExact(leases.heartbeatInterval().toSeconds());
    this.judgement = new Judgement(engine, roster, channels);
    this.views =
        new FleetViews(
            roster,
            clock,
            tag ->
                FleetView.of(roster.all(), judgement, names(catalogue), replica.id() + "-" + tag));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.services().stream().map(CatalogueService::name).toList();
  }

  /**
   * Reads the registrations of before; until that has worked nothing can be registered or renewed.
   */
  public synchronized void load() {
    if (loaded) {
      return;
    }
    var known = store.all();
    known.workers().forEach(roster::show);
    known.intents().forEach(roster::decide);
    engine.loaded(roster.leases());
    loaded = true;
    LOG.log(Level.INFO, () -> "The registry is loaded. workers=" + known.workers().size());
  }

  public boolean isLoaded() {
    return loaded;
  }

  void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  /** A worker whose lease has not run out. */
  public Optional<Worker> find(NodeId id) {
    return roster.find(id).filter(worker -> state(worker) != LeaseState.EXPIRED);
  }

  /** A worker whose row has not been removed. */
  Optional<Worker> known(NodeId id) {
    return roster.find(id);
  }

  /** All workers counted and sorted; may be a moment old. */
  public FleetView view() {
    return views.get();
  }

  /** All workers whose lease has not run out, the longest registered first. */
  public List<Worker> live() {
    return current(view().workers(), worker -> state(worker) != LeaseState.EXPIRED, Long.MAX_VALUE);
  }

  /**
   * The workers that a call for this service can be sent to now, the least loaded first.
   *
   * @param most how many are wanted
   */
  public List<Worker> healthyProviders(String service, long most) {
    return current(
        view().providers(service).able(),
        worker -> isHealthy(worker) && worker.serves(service),
        most);
  }

  private List<Worker> current(List<Worker> seen, Predicate<Worker> condition, long most) {
    return seen.stream()
        .map(worker -> roster.find(worker.id()))
        .flatMap(Optional::stream)
        .filter(condition)
        .limit(most)
        .toList();
  }

  /** Whether calls may be sent to a worker: heard of in time, reachable, and wanted. */
  public boolean isHealthy(Worker worker) {
    return judgement.isHealthy(worker);
  }

  public LeaseState state(Worker worker) {
    return judgement.state(worker);
  }

  /** Whether {@link #standing} would say that it serves; without the words. */
  boolean isServing(Worker worker) {
    return judgement.isServing(worker);
  }

  /** What is done with a worker, and why. */
  public Standing standing(Worker worker) {
    return judgement.standing(worker);
  }

  /** The reason why a worker is suspected, if it is. */
  public Optional<String> suspicion(NodeId id) {
    return engine.suspicion(id);
  }

  /** A worker that could not be reached gets no calls until it is heard of again. */
  public void suspect(NodeId id, String reason) {
    if (roster.find(id).isPresent()) {
      engine.suspect(id, reason);
      roster.changed();
    }
  }

  /** What an operator decided about an id. */
  public Intent intent(NodeId id) {
    return roster.intent(id);
  }

  boolean hasIntent(NodeId id) {
    return roster.hasIntent(id);
  }

  void decide(NodeId id, Intent intent) {
    roster.decide(id, intent);
  }

  /** Whether leases are extended because too many would run out at once. */
  public GuardState guard() {
    return engine.guard();
  }

  /** After how long a worker is asked to renew now; not the same for all. */
  Duration nextInterval() {
    return engine.jittered(Duration.ofSeconds(suggestedSeconds), random);
  }

  /** Seconds after which a worker of ours is asked to renew now, on average. */
  int suggestedSeconds() {
    return suggestedSeconds;
  }

  /** Grows when {@link #view} shows other workers, or that they may do something else. */
  long version() {
    return views.version();
  }

  int size() {
    return roster.size();
  }

  boolean hasRoom(long bytes) {
    return roster.hasRoom(bytes);
  }

  void registered(Optional<Worker> before, Worker worker) {
    @Nullable Worker was = before.orElse(null);
    engine.registered(was, worker.id());
    roster.show(worker);
    roster.speak(worker.id());
  }

  void show(Worker worker) {
    roster.show(worker);
  }

  void left(Worker worker) {
    roster.drop(worker);
    channels.lost(worker.id());
    engine.left(worker.id());
  }

  /** Renews a lease; empty when it has run out or nobody is known here. */
  Optional<Worker> renew(NodeId id, Heartbeat heartbeat, Supplier<PlatformException> noRoom) {
    var before = roster.find(id);
    if (before.isEmpty() || state(before.get()) == LeaseState.EXPIRED) {
      return Optional.empty();
    }
    var said = before.get().heartbeat();
    var talks = !heartbeat.equals(said);
    if (talks && !roster.hasRoom(heartbeat.footprint() - said.footprint())) {
      throw noRoom.get();
    }
    var at = clock.millis();
    var terms = leases.terms(before.get().ours(), suggestedSeconds);
    var renewed = roster.renew(id, worker -> worker.seen(talks ? heartbeat : said, at, terms));
    renewed.ifPresent(
        worker -> {
          var wasHealthy = engine.isTrusted(before.get());
          engine.renewed(before.get());
          roster.said(worker.heartbeat(), said);
          roster.speak(id);
          channels.heard(worker, at, leases.heartbeatInterval().toMillis());
          troubles.heard(worker, said, clock.instant());
          if (!wasHealthy) {
            roster.changed();
          }
          renewals.add(id, talks);
        });
    return renewed;
  }

  /**
   * Renews a lease by a ping, at most until the worker's presence runs out; empty when it has run
   * out or nobody is known here.
   */
  Optional<Worker> ping(NodeId id, Instant until) {
    var before = roster.find(id).filter(worker -> state(worker) != LeaseState.EXPIRED);
    if (before.isEmpty()) {
      return before;
    }
    var at = clock.millis();
    var wasHealthy = engine.isTrusted(before.get());
    var terms = leases.byPing(until.toEpochMilli() - at);
    var renewed = roster.renew(id, worker -> worker.seen(worker.heartbeat(), at, terms));
    engine.renewed(before.get());
    renewed.ifPresent(worker -> channels.pinged(worker, at));
    if (!wasHealthy) {
      roster.changed();
    }
    pings.add(id, false);
    return renewed;
  }

  /** The worker with this DHT node, if it was not answered since this program knows it. */
  Optional<NodeId> unspokenAt(Key node) {
    return roster.unspoken(node).filter(id -> find(id).isPresent());
  }

  /** The worker with this DHT node. */
  Optional<NodeId> workerAt(Key node) {
    return roster.at(node).filter(id -> find(id).isPresent());
  }

  /** A worker's presence tells its load. */
  void loaded(NodeId id, double load) {
    var before = find(id).map(Worker::heartbeat).filter(said -> said.currentLoad() != load);
    if (before.isPresent() && load >= 0 && load <= 1) {
      roster
          .renew(id, w -> w.seen(w.heartbeat().withLoad(load), w.lastSeen(), w.terms()))
          .ifPresent(worker -> roster.said(worker.heartbeat(), before.get()));
      pings.add(id, true);
    }
  }

  /** Of whom a ping was heard since then. */
  public List<Worker> pingedSince(Instant time) {
    return channels.since(time.toEpochMilli()).stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is for history that workers said or did, since the last time. */
  List<WorkerEvent> news() {
    return Stream.concat(troubles.take().stream(), channels.take().stream()).toList();
  }

  /** As {@link #writeRenewals}, for those by pings. */
  public void writePings() {
    pings.write(roster::find, store::renew);
  }

  /** Writes renewals that the database has not seen yet; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(roster::find, store::renew);
  }

  /** Takes over what another replica heard. */
  void hear(WorkerStore.Renewal renewal) {
    var before = roster.find(renewal.worker());
    if (before.isPresent() && before.get().lastSeen() < renewal.at()) {
      var terms = leases.terms(before.get().ours(), renewal.interval());
      roster.renew(
          renewal.worker(),
          worker ->
              worker.lastSeen() < renewal.at()
                  ? worker.seen(renewal.heartbeat(), renewal.at(), terms)
                  : worker);
      engine.renewed(before.get());
      roster.said(renewal.heartbeat(), before.get().heartbeat());
    }
  }

  /** Looks at all leases; gives what has changed since the last look. */
  List<Change> lookAtLeases(double busy) {
    var changes = engine.look(roster.leases());
    suggestedSeconds =
        Math.toIntExact(
            engine
                .suggestedInterval(
                    leases.heartbeatInterval(), leases.expiredAfter(), roster.size(), busy)
                .toSeconds());
    if (!changes.isEmpty()) {
      roster.changed();
    }
    changes.stream()
        .filter(change -> change.kind() == Change.Kind.DEGRADED)
        .flatMap(change -> change.node().stream())
        .forEach(channels::lost);
    return changes;
  }

  /** Whose lease has run out and whose row is still there. */
  List<NodeId> due() {
    return roster.leases().stream()
        .filter(lease -> engine.state(lease) == LeaseState.EXPIRED)
        .map(Leased::id)
        .toList();
  }
}
