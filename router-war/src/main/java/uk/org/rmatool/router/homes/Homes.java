package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.liveness.Renewals;
import uk.org.rmatool.platform.wiring.Component;

/**
 * All homes. A home is committed to PostgreSQL before it shows here; only who was heard of runs
 * ahead, by a second.
 */
@Component
public class Homes {
  /** How long a silent worker can still be brought back from what it said; long after any lease. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final HomeStore store;
  private final Clock clock;
  private final Map<NodeId, Home> homes = new ConcurrentHashMap<>();
  private final Renewals renewals = new Renewals();
  private final Map<NodeId, List<Release>> releases = new ConcurrentHashMap<>();
  private volatile boolean loaded;

  @Inject
  public Homes(HomeStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Reads the homes of before; until that has worked, no worker can be served. */
  public synchronized void load() {
    if (!loaded) {
      store.all().forEach(home -> homes.put(home.worker(), home));
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

  /** How many homes are at this coordinator. */
  long at(NodeId coordinator) {
    return homes.values().stream().filter(home -> home.coordinator().equals(coordinator)).count();
  }

  void save(Home home, String transition, String reason) {
    var left =
        find(home.worker())
            .map(Home::coordinator)
            .filter(before -> !before.equals(home.coordinator()));
    write(() -> store.save(home, left, transition, reason));
    homes.put(home.worker(), home);
    left.ifPresent(releases::remove);
  }

  /**
   * Forgets a worker that left; its coordinator, if it could not be told, lets go when it is heard
   * of again.
   */
  void remove(Home home, boolean release) {
    write(
        () ->
            store.remove(
                home,
                release,
                "deregistered",
                release ? "left while its coordinator was away" : "left"));
    homes.remove(home.worker());
    releases.remove(home.coordinator());
  }

  void seen(NodeId worker) {
    if (homes.computeIfPresent(worker, (id, home) -> home.seen(clock.instant())) != null) {
      renewals.add(worker);
    }
  }

  /**
   * What a coordinator has to let go of; asks the database only when something may have changed.
   */
  public List<Release> releases(NodeId coordinator) {
    return releases.computeIfAbsent(
        coordinator,
        id -> {
          var found = new ArrayList<Release>();
          write(() -> found.addAll(store.releases(id)));
          return List.copyOf(found);
        });
  }

  /** The coordinator has let go of these. */
  public void released(NodeId coordinator, Collection<String> workers) {
    if (!workers.isEmpty()) {
      write(() -> store.released(coordinator, workers));
      releases.remove(coordinator);
    }
  }

  /** Writes who was heard of; what fails is kept for the next time. */
  public void writeRenewals() {
    renewals.write(this::find, store::renew);
  }

  /** Forgets workers that nobody has heard of for a day. */
  public void forget() {
    var limit = clock.instant().minus(REMEMBERED);
    store.forgetBefore(limit);
    homes.values().removeIf(home -> home.lastSeen().isBefore(limit));
  }

  private interface Write {
    void run() throws SQLException;
  }

  private static void write(Write write) {
    try {
      write.run();
    } catch (SQLException e) {
      if (DatabaseAway.causes(e)) {
        throw new PlatformException(DatabaseAway.problem());
      }
      throw new IllegalStateException("The table of homes refused a statement", e);
    }
  }
}
