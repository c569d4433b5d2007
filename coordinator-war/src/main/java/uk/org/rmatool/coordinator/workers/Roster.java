package uk.org.rmatool.coordinator.workers;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.liveness.Leased;

/** What this replica knows in memory: workers, and what operators decided about them. */
final class Roster {
  private static final int REMEMBERED = 10_000;

  private final Map<NodeId, Entry> workers = new ConcurrentHashMap<>();
  private final Map<Key, NodeId> nodes = new ConcurrentHashMap<>();
  private final Map<NodeId, Intent> intents = new ConcurrentHashMap<>();
  private final HeapBudget budget = HeapBudget.share(0.4);
  private final AtomicLong version = new AtomicLong();
  private final LongAdder loads = new LongAdder();
  private final LongAdder renewals = new LongAdder();

  /** Revisions that were removed lately: a row read before its removal does not come back. */
  private final Map<NodeId, Long> dropped =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<NodeId, Long> eldest) {
              return size() > REMEMBERED;
            }
          });

  Optional<Worker> find(NodeId id) {
    return Optional.ofNullable(workers.get(id)).map(Entry::worker);
  }

  /** The worker was answered here. */
  void speak(NodeId id) {
    Optional.ofNullable(workers.get(id)).ifPresent(Entry::speak);
  }

  /** The worker that says it has this DHT node. */
  Optional<NodeId> at(Key node) {
    return Optional.ofNullable(nodes.get(node));
  }

  /** The worker with this DHT node, unless it was answered here since this program knows it. */
  Optional<NodeId> unspoken(Key node) {
    return at(node).map(workers::get).filter(entry -> !entry.hasSpoken()).map(Entry::id);
  }

  List<Worker> all() {
    return workers.values().stream().map(Entry::worker).toList();
  }

  /** The same without what leases are not judged by. */
  Collection<? extends Leased> leases() {
    return Collections.unmodifiableCollection(workers.values());
  }

  int size() {
    return workers.size();
  }

  /** Grows with everything that changes which workers there are or what they may do. */
  long version() {
    return version.get();
  }

  /** Grows when workers say something else than before that changes nothing of that. */
  long loads() {
    return loads.sum();
  }

  /** How many renewals there were. */
  long renewals() {
    return renewals.sum();
  }

  /** Something that {@link #version} tells of has changed elsewhere. */
  void changed() {
    version.incrementAndGet();
  }

  /** A worker said this after that. */
  void said(Heartbeat now, Heartbeat before) {
    if (!now.servicesStatus().equals(before.servicesStatus())) {
      changed();
    } else if (!now.equals(before)) {
      loads.increment();
    }
  }

  /** From now on this is what is known of the worker, unless something newer is. */
  void show(Worker worker) {
    workers.compute(
        worker.id(),
        (id, entry) -> {
          if (entry == null && dropped.getOrDefault(id, -1L) >= worker.revision()) {
            return null;
          }
          var before = entry == null ? 0 : entry.worker().footprint();
          if (entry != null) {
            entry.worker().announced().node().ifPresent(node -> nodes.remove(node, id));
          }
          var shown = entry == null ? new Entry(worker) : entry;
          var now = shown.show(worker);
          now.announced().node().ifPresent(node -> nodes.put(node, id));
          budget.use(now.footprint() - before);
          return shown;
        });
    changed();
  }

  /** Changes what renewals change; empty when the worker is not there. */
  Optional<Worker> renew(NodeId id, UnaryOperator<Worker> renewal) {
    renewals.increment();
    return Optional.ofNullable(workers.get(id))
        .map(
            entry ->
                entry.renew(
                    before -> {
                      var after = renewal.apply(before);
                      if (!after.heartbeat().equals(before.heartbeat())) {
                        budget.use(after.footprint() - before.footprint());
                      }
                      return after;
                    }));
  }

  /** The worker is gone, if this is the newest that was known of it. */
  void drop(Worker worker) {
    workers.computeIfPresent(
        worker.id(),
        (id, entry) -> {
          var known = entry.worker();
          if (known.revision() > worker.revision()) {
            return entry;
          }
          budget.use(-known.footprint());
          known.announced().node().ifPresent(node -> nodes.remove(node, id));
          dropped.put(id, worker.revision());
          return null;
        });
    changed();
  }

  boolean hasRoom(long bytes) {
    return budget.hasRoom(bytes);
  }

  Intent intent(NodeId id) {
    return intents.getOrDefault(id, Intent.NONE);
  }

  boolean hasIntent(NodeId id) {
    return intents.containsKey(id);
  }

  /** The later of this decision and the one that is known holds. */
  void decide(NodeId id, Intent intent) {
    intents.merge(id, intent, Intent::orLater);
    changed();
  }
}
