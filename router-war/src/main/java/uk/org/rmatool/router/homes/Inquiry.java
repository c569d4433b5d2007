package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** Asks all coordinators about a worker that did not come through the router. */
@Component
class Inquiry {
  private static final int AT_ONCE = 16;

  private final CoordinatorRegistry coordinators;
  private final CoordinatorClient client;

  @Inject
  Inquiry(CoordinatorRegistry coordinators, CoordinatorClient client) {
    this.coordinators = coordinators;
    this.client = client;
  }

  /**
   * The answer of the one that knows the worker; empty when all say that they do not.
   *
   * @throws PlatformException 503 when one that may know it could not say
   */
  Optional<Answer> ask(NodeId worker, String path) {
    var live = coordinators.live();
    if (live.isEmpty()) {
      throw CoordinatorClient.noCoordinators();
    }
    var found = new ConcurrentLinkedQueue<Answer>();
    var doubts = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      live.forEach(
          coordinator ->
              threads.execute(
                  () ->
                      ask(coordinator, path, found)
                          .ifPresent(doubt -> doubts.add(coordinator.id() + " " + doubt))));
    }
    if (found.isEmpty() && !doubts.isEmpty()) {
      throw undecided(worker, live.size(), List.copyOf(doubts));
    }
    return found.stream().findFirst();
  }

  /** Gives why it could not say whether it knows the worker. */
  private Optional<String> ask(Coordinator coordinator, String path, Collection<Answer> found) {
    var suspicion = coordinators.suspicion(coordinator.id());
    if (suspicion.isPresent()) {
      return Optional.of("cannot be reached: " + suspicion.get());
    }
    try {
      var answer = client.send(coordinator, "GET", path, "", 0);
      if (answer.ok()) {
        found.add(answer);
      }
      return answer.status() < 500 ? Optional.empty() : Optional.of("answered " + answer.status());
    } catch (UnreachableException e) {
      coordinators.unreachable(coordinator.id(), e);
      return Optional.of("cannot be reached: " + e.reason());
    }
  }

  private static PlatformException undecided(NodeId worker, int asked, List<String> doubts) {
    return new PlatformException(
        Problem.of(
                ProblemType.COORDINATOR_UNREACHABLE,
                "Whether there is a worker '%s' is not known now: of %d coordinators %d could not say; %s."
                    .formatted(worker, asked, doubts.size(), doubts.getFirst()))
            .withRetryAfter(CoordinatorClient.RETRY));
  }
}
