package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;

/** The other replicas over the same database: who runs, and what they changed and heard. */
@Component
public class OtherReplicas {
  private static final int LOOKS_AT_ONCE = 4;
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final Fleet fleet;
  private final WorkerStore store;
  private final Clock clock;
  private final Semaphore looks = new Semaphore(LOOKS_AT_ONCE);
  private Instant heard = Instant.EPOCH;
  private volatile int count = 1;
  private boolean stopped;
  private volatile boolean first;

  @Inject
  public OtherReplicas(Fleet fleet, WorkerStore store, Clock clock) {
    this.fleet = fleet;
    this.store = store;
    this.clock = clock;
  }

  /** How many replicas run, this one among them. */
  public int count() {
    return count;
  }

  /** Whether this replica is the one that does what only one has to do. */
  boolean isFirst() {
    return first;
  }

  /** Says that this replica runs, and asks who else does. */
  synchronized void present() {
    if (fleet.isLoaded() && !stopped) {
      var presence = store.present();
      count = Math.max(1, presence.count());
      first = presence.first();
    }
  }

  /** Says that this replica stops; gives whether others go on, as far as is known. */
  public synchronized boolean leave() {
    stopped = true;
    DatabaseAway.tolerated(() -> count = 1 + store.leave());
    return count > 1;
  }

  /** Takes over what they changed. */
  void follow() {
    if (fleet.isLoaded()) {
      var changed = store.changedByOthers();
      if (!changed.isEmpty()) {
        refresh(changed);
      }
    }
  }

  /** Takes over renewals. They are written up to a second late, so each look goes back a little. */
  void hear() {
    if (!fleet.isLoaded() || count == 1) {
      return;
    }
    var since = heard.minus(OVERLAP);
    var now = clock.instant();
    store.renewedAfter(since).forEach(fleet::hear);
    heard = now;
  }

  /** Somebody unknown here may have registered at another replica a moment ago. */
  Optional<Worker> lookAgain(NodeId id) {
    if (count == 1 || !looks.tryAcquire()) {
      return Optional.empty();
    }
    try {
      refresh(Set.of(id));
      return fleet.find(id);
    } finally {
      looks.release();
    }
  }

  /** Reads again what the database has of these workers. */
  void refresh(Collection<NodeId> ids) {
    var before = ids.stream().map(fleet::known).flatMap(Optional::stream).toList();
    Map<NodeId, Worker> rows =
        store.find(ids).stream().collect(Collectors.toMap(Worker::id, Function.identity()));
    store.intents(ids).forEach(fleet::decide);
    rows.values().forEach(fleet::show);
    for (var worker : before) {
      if (!rows.containsKey(worker.id())) {
        fleet.left(worker);
      }
    }
  }
}
