package uk.org.rmatool.coordinator.rebalancing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;

/** A worker while a plan is made: what it would have. */
final class Seat {
  /** The one with the fewest services first, then the least busy. */
  static final Comparator<Seat> BY_BURDEN =
      Comparator.<Seat>comparingInt(seat -> seat.services.size())
          .thenComparingDouble(seat -> seat.worker.load())
          .thenComparing(Seat::id);

  private final Candidate worker;
  private final Set<String> services;
  private final List<String> reasons = new ArrayList<>();

  Seat(Candidate worker) {
    this.worker = worker;
    this.services = new LinkedHashSet<>(worker.assigned());
  }

  NodeId id() {
    return worker.id();
  }

  Set<String> services() {
    return services;
  }

  boolean is(Standing standing) {
    return worker.standing() == standing;
  }

  /** Whether what it has counts: it gets calls. */
  boolean counts() {
    return is(Standing.OPEN) || is(Standing.CORDONED);
  }

  boolean canTake(String service) {
    return is(Standing.OPEN) && worker.runnable().contains(service) && !services.contains(service);
  }

  /** Whether it runs a service or is about to. */
  boolean isSound(String service) {
    return !worker.failed().contains(service);
  }

  boolean runs(String service) {
    return worker.running().contains(service);
  }

  void give(String service, String reason) {
    services.add(service);
    reasons.add("is given %s (%s)".formatted(service, reason));
  }

  void take(String service, String reason) {
    services.remove(service);
    reasons.add("loses %s (%s)".formatted(service, reason));
  }

  Optional<Move> move() {
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Move(id(), worker.assigned(), List.copyOf(services), String.join("; ", reasons)));
  }
}
