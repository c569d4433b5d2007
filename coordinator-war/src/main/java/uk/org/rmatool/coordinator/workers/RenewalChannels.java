package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.api.NodeId;

/**
 * Whose lease is renewed by pings of its DHT node, and when that begins and ends: kept until it is
 * written to the history. Safe for any number of threads.
 */
final class RenewalChannels {
  private static final int MAX_UNWRITTEN = 10_000;

  /** So many pings may be missing before heartbeats count as what renews the lease. */
  private static final int MISSED = 2;

  /** When each was pinged for last, in epoch milliseconds. */
  private final Map<NodeId, Long> pings = new ConcurrentHashMap<>();

  private final List<WorkerEvent> unwritten = new ArrayList<>();

  /** A ping renewed the worker's lease. */
  void pinged(Worker worker, long at) {
    if (pings.put(worker.id(), at) == null) {
      add(
          worker,
          at,
          Transition.RENEWED_BY_PING,
          "its lease is renewed by pings of its DHT node; heartbeats come daily and on change");
    }
  }

  /** A heartbeat renewed it. */
  void heard(Worker worker, long at, long interval) {
    var last = pings.get(worker.id());
    if (last != null && at - last > MISSED * interval && pings.remove(worker.id(), last)) {
      add(
          worker,
          at,
          Transition.RENEWED_BY_HEARTBEAT,
          "no ping of its DHT node came since " + Instant.ofEpochMilli(last));
    }
  }

  /** The worker is gone, or was not heard of in time. */
  void lost(NodeId worker) {
    pings.remove(worker);
  }

  /** Whether a worker was heard of last by a ping. */
  boolean isByPing(Worker worker) {
    return pings.getOrDefault(worker.id(), -1L) == worker.lastSeen();
  }

  /** Whose lease was renewed by a ping since then. */
  List<NodeId> since(long time) {
    return pings.entrySet().stream()
        .filter(ping -> ping.getValue() >= time)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What began and ended since the last time. */
  synchronized List<WorkerEvent> take() {
    var taken = List.copyOf(unwritten);
    unwritten.clear();
    return taken;
  }

  private synchronized void add(Worker worker, long at, Transition transition, String reason) {
    if (unwritten.size() < MAX_UNWRITTEN) {
      unwritten.add(WorkerEvent.of(worker, Instant.ofEpochMilli(at), transition, reason));
    }
  }
}
