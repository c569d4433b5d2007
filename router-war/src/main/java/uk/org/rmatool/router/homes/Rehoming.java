package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/**
 * Gives workers other homes whose coordinator has been away for a while or is drained, without
 * waiting for their heartbeats. One that comes back in time keeps its workers.
 */
@Component
public class Rehoming {
  private static final Logger LOG = System.getLogger(Rehoming.class.getName());

  /** Longer than any worker's lease: who has been silent for it is not there. */
  private static final Duration SILENT = Duration.ofMinutes(10);

  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int AT_ONCE = 16;

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final Moves moves;
  private final WorkerLocks locks;
  private final RehomingConfig config;
  private final Clock clock;

  private final Map<NodeId, Loss> losses = new HashMap<>();
  private Instant lastRun = Instant.MAX;

  /** A coordinator that is away, and who of its workers waits for another home. */
  private static final class Loss {
    private final Instant since;
    private Deque<NodeId> waiting = new ArrayDeque<>();
    private Instant next = Instant.MIN;

    Loss(Instant since) {
      this.since = since;
    }
  }

  private record Move(NodeId worker, NodeId from) {}

  @Inject
  public Rehoming(
      CoordinatorRegistry coordinators,
      Homes homes,
      Moves moves,
      WorkerLocks locks,
      RehomingConfig config,
      Clock clock) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.moves = moves;
    this.locks = locks;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Looks which coordinators are away; to be called every second.
   *
   * @return whether there is anything to be done by {@link #run}
   */
  public synchronized boolean look() {
    var now = clock.instant();
    var there = homes.coordinators();
    losses.keySet().removeIf(id -> !there.contains(id) || why(id).isEmpty());
    for (var id : there) {
      if (why(id).isPresent()) {
        losses.computeIfAbsent(id, lost -> new Loss(now));
      }
    }
    return losses.keySet().stream().anyMatch(id -> isDue(id, now));
  }

  /** Why a coordinator cannot keep its workers now; empty when it can. */
  private Optional<String> why(NodeId id) {
    var coordinator = coordinators.find(id);
    if (coordinator.isEmpty()) {
      return Optional.of("is gone");
    }
    if (coordinators.intent(id).drain()) {
      return Optional.of("is drained");
    }
    return coordinators.isAvailable(coordinator.get())
        ? Optional.empty()
        : Optional.of("cannot be reached");
  }

  /** A drained one at once, for an operator said so; others may come back. */
  private boolean isDue(NodeId id, Instant now) {
    var loss = losses.get(id);
    return loss != null
        && (coordinators.intent(id).drain() || !loss.since.plus(config.after()).isAfter(now));
  }

  /**
   * Moves as many workers as may be moved since the last time.
   *
   * @return how many it moved
   */
  public synchronized int run() {
    var now = clock.instant();
    var batch = batch(now, allowance(now));
    lastRun = now;
    if (batch.isEmpty()) {
      return 0;
    }
    var moved = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      batch.forEach(
          move ->
              threads.execute(
                  () -> {
                    if (move(move)) {
                      moved.incrementAndGet();
                    }
                  }));
    }
    LOG.log(
        Level.INFO,
        () ->
            "Workers were given other homes. moved=%d failed=%d"
                .formatted(moved.get(), batch.size() - moved.get()));
    return moved.get();
  }

  private int allowance(Instant now) {
    var passed = lastRun.isAfter(now) ? Duration.ofSeconds(1) : Duration.between(lastRun, now);
    var seconds = Math.min(2, passed.toMillis() / 1000.0);
    return (int) Math.round(config.perSecond() * seconds);
  }

  private List<Move> batch(Instant now, int most) {
    var batch = new ArrayList<Move>();
    var takers = coordinators.live().stream().filter(coordinators::takesWorkers).toList();
    for (var id : List.copyOf(losses.keySet())) {
      if (!isDue(id, now) || takers.stream().allMatch(taker -> taker.id().equals(id))) {
        continue; // nobody else is there
      }
      var loss = losses.get(id);
      if (loss != null) {
        refill(id, loss, takers, now);
        while (batch.size() < most && !loss.waiting.isEmpty()) {
          batch.add(new Move(loss.waiting.remove(), id));
        }
      }
    }
    return batch;
  }

  private void refill(NodeId id, Loss loss, List<Coordinator> takers, Instant now) {
    if (!loss.waiting.isEmpty() || now.isBefore(loss.next)) {
      return;
    }
    loss.next = now.plus(AGAIN);
    homes.refreshAt(id);
    var limit = now.minus(SILENT);
    var there =
        homes.at(id).stream()
            .flatMap(worker -> homes.find(worker).stream())
            .filter(home -> home.lastSeen().isAfter(limit) && moves.mayMove(home.worker()))
            .toList();
    loss.waiting =
        Urgency.order(
            there, service -> takers.stream().mapToInt(c -> c.providers(service).orElse(0)).sum());
    if (!there.isEmpty()) {
      LOG.log(
          Level.WARNING,
          () ->
              "A coordinator's workers are given other homes. coordinator=%s workers=%d reason=%s"
                  .formatted(id, there.size(), why(id).orElse("")));
    }
  }

  /** Unless its heartbeat has moved it meanwhile, or its coordinator came back. */
  private boolean move(Move move) {
    try {
      return locks.locked(
          move.worker(),
          () -> {
            var home = homes.find(move.worker()).filter(h -> h.coordinator().equals(move.from()));
            var why = why(move.from());
            if (home.isEmpty() || why.isEmpty()) {
              return false;
            }
            moves.move(home.get(), why.get());
            return true;
          });
    } catch (PlatformException e) {
      LOG.log(
          Level.DEBUG,
          () ->
              "A worker waits for another home. worker=%s reason=%s"
                  .formatted(move.worker(), e.getMessage()));
      return false;
    }
  }
}
