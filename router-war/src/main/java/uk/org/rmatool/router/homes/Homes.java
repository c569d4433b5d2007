package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.ToldEvents;

/**
 * All homes. A home is committed to PostgreSQL before it shows here; only who was heard of runs
 * ahead, by a second.
 */
@Component
public class Homes {
  /**
   * How long a silent worker can still be brought back from what it said; long after any lease, and
   * longer than between two heartbeats of a worker whose pings are answered.
   */
  private static final Duration REMEMBERED = Duration.ofDays(2);

  /** Homes read in one statement. */
  private static final int AT_ONCE = 1_000;

  private final HomeStore store;
  private final ToldEvents told;
  private final Clock clock;
  private final Map<NodeId, Home> homes = new ConcurrentHashMap<>();
  private final Map<NodeId, Set<NodeId>> byCoordinator = new ConcurrentHashMap<>();
  private final Renewals renewals = new Renewals();
  private final HeapBudget budget = HeapBudget.share(0.25);
  private final Map<NodeId, List<Release>> releases = new ConcurrentHashMap<>();
  private volatile boolean loaded;

  @Inject
  public Homes(HomeStore store, ToldEvents told, Clock clock) {
    this.store = store;
    this.told = told;
    this.clock = clock;
  }

  /** Reads the homes of before; until that has worked, no worker can be served. */
  public synchronized void load() {
    if (!loaded) {
      told.load();
      store.all().forEach(this::show);
      loaded = true;
    }
  }

  void requireLoaded() {
    if (!loaded) {
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  Optional<Home> find(NodeId worker) {
    return Optional.ofNullable(homes.get(worker));
  }

  /** The workers whose home is at this coordinator. */
  Set<NodeId> at(NodeId coordinator) {
    return Collections.unmodifiableSet(byCoordinator.getOrDefault(coordinator, Set.of()));
  }

  /** The coordinators that have any. */
  Set<NodeId> coordinators() {
    return Set.copyOf(byCoordinator.keySet());
  }

  /**
   * Keeps the home of a worker that moved.
   *
   * @return false if another replica was faster: then that home shows, and this coordinator is to
   *     let go
   */
  boolean move(Home home, String reason) {
    return save(home, List.of(), List.of(new HomeEvent("rehomed", reason)));
  }

  /**
   * Keeps the home of a worker that registered.
   *
   * @param unsure coordinators that were asked first and may have taken the worker
   * @return false if another replica was faster, as above
   */
  boolean register(Home home, Collection<NodeId> unsure) {
    var again = find(home.worker()).isPresent();
    var event =
        new HomeEvent(again ? "reregistered" : "registered", "registered through the router");
    return save(home, unsure, unlessTold(home.coordinator(), event));
  }

  /** A coordinator that tells its workers' events tells this one as well. */
  private List<HomeEvent> unlessTold(NodeId coordinator, HomeEvent event) {
    return told.isTold(coordinator) ? List.of() : List.of(event);
  }

  private boolean save(Home home, Collection<NodeId> unsure, List<HomeEvent> events) {
    var left = new LinkedHashSet<>(unsure);
    find(home.worker()).map(Home::coordinator).ifPresent(left::add);
    left.remove(home.coordinator());
    var before = find(home.worker()).map(Home::epoch).orElse(0L);
    var saved = asked(() -> store.save(home, before, left, events));
    if (saved) {
      show(home);
      left.forEach(releases::remove);
      releases.remove(home.coordinator());
    } else {
      refresh(home.worker());
      left.add(home.coordinator());
      write(() -> store.release(home.worker(), home.epoch() + 1, left));
      left.forEach(releases::remove);
    }
    return saved;
  }

  private void refresh(NodeId worker) {
    refresh(Set.of(worker));
  }

  /** Other replicas have given these workers homes, or forgotten theirs. */
  public void refresh(Collection<NodeId> workers) {
    var all = List.copyOf(workers);
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      var gone = new HashSet<>(all.subList(i, Math.min(i + AT_ONCE, all.size())));
      for (var home : store.find(gone)) {
        show(home);
        gone.remove(home.worker());
      }
      gone.forEach(worker -> Optional.ofNullable(homes.remove(worker)).ifPresent(this::hide));
    }
    releases.clear();
  }

  /** Whether another replica has forgotten a home; not as long as the database cannot say. */
  boolean isForgotten(NodeId worker) {
    reread(worker);
    return find(worker).isEmpty();
  }

  /** The home of a worker, even if another replica has only just given it. */
  Optional<Home> lookUp(NodeId worker) {
    if (find(worker).isEmpty()) {
      reread(worker);
    }
    return find(worker);
  }

  private void reread(NodeId worker) {
    try {
      refresh(worker);
    } catch (RuntimeException e) {
      if (!DatabaseAway.causes(e)) {
        throw e;
      }
    }
  }

  /** Reads again who is at a coordinator, and when other replicas heard of them. */
  void refreshAt(NodeId coordinator) {
    for (var home : store.at(coordinator)) {
      if (find(home.worker()).filter(h -> h.lastSeen().isAfter(home.lastSeen())).isEmpty()) {
        show(home);
      }
    }
  }

  /** Whether one more worker can be remembered. */
  boolean hasRoom(JsonObject registration) {
    return budget.hasRoom(HeapBudget.of(registration.toString()));
  }

  private void show(Home home) {
    var before = homes.put(home.worker(), home);
    budget.use(size(home) - (before == null ? 0 : size(before)));
    if (before != null && !before.coordinator().equals(home.coordinator())) {
      leaves(before);
    }
    byCoordinator.compute(
        home.coordinator(),
        (id, there) -> {
          var workers = there == null ? ConcurrentHashMap.<NodeId>newKeySet() : there;
          workers.add(home.worker());
          return workers;
        });
  }

  private void leaves(Home home) {
    byCoordinator.computeIfPresent(
        home.coordinator(),
        (id, there) -> {
          there.remove(home.worker());
          return there.isEmpty() ? null : there;
        });
  }

  private void hide(Home gone) {
    budget.use(-size(gone));
    leaves(gone);
  }

  private static long size(Home home) {
    return HeapBudget.of(home.registration()) + HeapBudget.of(home.assigned());
  }

  /**
   * Forgets a worker that left; its coordinator, if it could not be told, lets go when it is heard
   * of again.
   *
   * @return whether the worker has no home now; another replica may have given it another one
   */
  boolean remove(Home home, boolean release) {
    return remove(
        home,
        release,
        release
            ? List.of(new HomeEvent("deregistered", "left while its coordinator was away"))
            : unlessTold(home.coordinator(), new HomeEvent("deregistered", "left")));
  }

  /** Forgets a worker that is not wanted; its coordinator lets go when it is heard of next. */
  void evict(Home home, String reason) {
    remove(home, true, List.of(new HomeEvent("evicted", reason)));
  }

  private boolean remove(Home home, boolean release, List<HomeEvent> events) {
    if (!asked(() -> store.remove(home, release, events))) {
      refresh(home.worker());
      return find(home.worker()).isEmpty();
    }
    Optional.ofNullable(homes.remove(home.worker())).ifPresent(this::hide);
    releases.remove(home.coordinator());
    return true;
  }

  /** Its coordinator says that the worker has these services, a JSON list. */
  void assigned(NodeId worker, String services) {
    homes.computeIfPresent(
        worker,
        (id, home) -> home.assigned().equals(services) ? home : home.withAssigned(services));
  }

  void seen(NodeId worker) {
    if (homes.computeIfPresent(worker, (id, home) -> home.seen(clock.instant())) != null) {
      renewals.add(worker, true);
    }
  }

  /** A coordinator says that these of its workers are there, though they send no heartbeats. */
  public void pinged(NodeId coordinator, Collection<String> workers) {
    if (!workers.isEmpty()) {
      var told = Set.copyOf(workers);
      at(coordinator).stream().filter(id -> told.contains(id.value())).forEach(this::seen);
    }
  }

  /**
   * What a coordinator has to let go of; asks the database only when something may have changed.
   */
  public List<Release> releases(NodeId coordinator) {
    return releases.computeIfAbsent(
        coordinator, id -> List.copyOf(asked(() -> store.releases(id))));
  }

  /** The coordinator has let go of these; only what it was told last counts. */
  public void released(NodeId coordinator, Collection<String> workers) {
    var done =
        releases.getOrDefault(coordinator, List.of()).stream()
            .filter(release -> workers.contains(release.worker().value()))
            .toList();
    if (!done.isEmpty()) {
      write(() -> store.released(coordinator, done));
      releases.remove(coordinator);
    }
  }

  /** Writes who was heard of; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(this::find, (batch, talkative) -> store.renew(batch));
  }

  /** Forgets workers that nobody has heard of for two days. */
  public void forget() {
    var limit = clock.instant().minus(REMEMBERED);
    store.forgetBefore(limit);
    for (var home : List.copyOf(homes.values())) {
      if (home.lastSeen().isBefore(limit) && homes.remove(home.worker(), home)) {
        hide(home);
      }
    }
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw DatabaseAway.translated(e, "The table of homes refused a statement");
    }
  }

  private interface Write {
    void run() throws SQLException;
  }

  private static void write(Write write) {
    asked(
        () -> {
          write.run();
          return true;
        });
  }
}
