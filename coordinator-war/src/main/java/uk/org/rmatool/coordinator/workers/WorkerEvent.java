package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;

/**
 * One row of the history.
 *
 * @param id whose; empty for the registry itself
 * @param worker as it was then, if it was registered
 * @param at when
 * @param transition what
 * @param reason why, in words
 * @param intent what operators want from then on, if that is what happened
 */
record WorkerEvent(
    Optional<NodeId> id,
    Optional<Worker> worker,
    Instant at,
    String transition,
    String reason,
    Optional<Intent> intent) {
  private static final int MAX_REASON = 500;

  WorkerEvent {
    reason = reason.substring(0, Math.min(reason.length(), MAX_REASON));
  }

  static WorkerEvent of(Worker worker, Instant at, Transition transition, String reason) {
    return new WorkerEvent(
        Optional.of(worker.id()),
        Optional.of(worker),
        at,
        transition.wireName(),
        reason,
        Optional.empty());
  }

  static WorkerEvent of(Optional<NodeId> id, Instant at, Transition transition, String reason) {
    return new WorkerEvent(
        id, Optional.empty(), at, transition.wireName(), reason, Optional.empty());
  }

  /** An operator's decision about a worker, which may not be registered now. */
  static WorkerEvent of(
      NodeId id, Optional<Worker> worker, Instant at, String transition, Intent intent) {
    return new WorkerEvent(
        Optional.of(id), worker, at, transition, intent.describe(transition), Optional.of(intent));
  }
}
