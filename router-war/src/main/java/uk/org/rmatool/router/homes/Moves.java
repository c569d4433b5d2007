package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * Registers workers at coordinators from what they said last, with what operators decided about
 * them. To be called with the worker's lock held.
 */
@Component
class Moves {
  static final String REGISTER = "/api/worker/register";

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final Intents intents;
  private final CoordinatorClient client;

  /** Where a worker lives now. */
  record Moved(Coordinator coordinator, Home home) {}

  @Inject
  Moves(CoordinatorRegistry coordinators, Homes homes, Intents intents, CoordinatorClient client) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.intents = intents;
    this.client = client;
  }

  /**
   * Gives a worker another home under a higher epoch; durable when it returns.
   *
   * @param why what happened to its coordinator, such as <code>is gone</code>
   * @throws PlatformException 503 when nobody takes it, 403 when an operator does not want it
   */
  Moved move(Home home, String why) {
    String trouble = "its coordinator %s and there is no other".formatted(why);
    var epoch = home.epoch() + 1;
    for (var coordinator : client.candidates(Optional.of(home))) {
      if (coordinator.id().equals(home.coordinator())) {
        continue;
      }
      try {
        var answer = tell(home, coordinator, epoch);
        if (answer.ok()) {
          var moved = home.movedTo(coordinator.id(), epoch);
          var reason = "its coordinator %s %s".formatted(home.coordinator(), why);
          return homes.move(moved, reason)
              ? new Moved(coordinator, moved)
              : elsewhere(home.worker());
        }
        trouble = coordinator.id() + " answered " + answer.status();
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.id(), e);
        trouble = e.reason();
      }
    }
    throw CoordinatorClient.notForwarded("heartbeat", trouble);
  }

  /** Another replica was faster. */
  private Moved elsewhere(NodeId worker) {
    return homes
        .find(worker)
        .flatMap(home -> coordinators.find(home.coordinator()).map(c -> new Moved(c, home)))
        .orElseThrow(
            () ->
                CoordinatorClient.notForwarded(
                    "call", "another replica has just given the worker another home"));
  }

  /** Registers a worker at a coordinator as it was registered last; 403 as above. */
  Answer tell(Home home, Coordinator coordinator, long epoch) throws UnreachableException {
    intents.requireWanted(Subject.WORKER, home.worker());
    var intent = intent(home.worker());
    var body = home.transfer(intent);
    var answer = client.send(coordinator, "POST", REGISTER, body, epoch);
    if (answer.ok()) {
      intents.told(home.worker(), intent);
    }
    return answer;
  }

  /** Whether operators want the worker. */
  boolean mayMove(NodeId worker) {
    return !intents.isRejected(Subject.WORKER, worker);
  }

  private Intent intent(NodeId worker) {
    return intents.of(Subject.WORKER, worker);
  }
}
