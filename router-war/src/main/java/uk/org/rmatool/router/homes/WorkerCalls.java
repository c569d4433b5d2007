package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * Passes workers' control calls on to their coordinators, signed by the router. A worker whose
 * coordinator is gone is registered at another one, from what it said last and under a higher home
 * epoch, so that a worker which never registers again heals too. Calls for one worker go one after
 * the other.
 */
@Component
public class WorkerCalls {
  private static final Logger LOG = System.getLogger(WorkerCalls.class.getName());
  private static final int ATTEMPTS = 5;
  private static final String HEARTBEAT = "/api/worker/heartbeat";

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final Intents intents;
  private final CoordinatorClient client;
  private final Placement placement;
  private final Moves moves;
  private final WorkerLocks locks;

  @Inject
  public WorkerCalls(
      CoordinatorRegistry coordinators,
      Homes homes,
      Intents intents,
      CoordinatorClient client,
      Placement placement,
      Moves moves,
      WorkerLocks locks) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.intents = intents;
    this.client = client;
    this.placement = placement;
    this.moves = moves;
    this.locks = locks;
  }

  /**
   * Registers a worker at its coordinator, or at the least busy one; the home is durable when it
   * returns.
   */
  Answer register(Optional<NodeId> worker, JsonObject body) {
    return worker.isEmpty()
        ? placement.place(worker, body)
        : locks.locked(worker.get(), () -> placement.place(worker, body));
  }

  /**
   * Passes a heartbeat on to the worker's coordinator; finds it another home when that one is gone.
   */
  Answer heartbeat(NodeId worker, String body) {
    if (coordinators.live().isEmpty()) {
      throw CoordinatorClient.noCoordinators();
    }
    return locks.locked(
        worker,
        () -> {
          intents.requireWanted(Subject.WORKER, worker);
          var home = homes.find(worker);
          if (home.isEmpty()) {
            return client.askAll("POST", HEARTBEAT, body, "heartbeat");
          }
          homes.seen(worker);
          var answer = renew(home.get(), body);
          remember(worker, answer);
          return answer;
        });
  }

  /** The services of one of our workers may have changed: it takes them along when it moves. */
  private void remember(NodeId worker, Answer answer) {
    if (answer.ok() && worker.fingerprint().isPresent()) {
      answer
          .json()
          .map(json -> json.get(Home.ASSIGNED))
          .filter(JsonArray.class::isInstance)
          .ifPresent(services -> homes.assigned(worker, services.toString()));
    }
  }

  private Answer renew(Home home, String body) throws UnreachableException {
    var coordinator = coordinators.find(home.coordinator()).filter(coordinators::isAvailable);
    if (coordinator.isPresent() && coordinators.intent(home.coordinator()).drain()) {
      try {
        return beat(moves.move(home, "is drained"), body);
      } catch (PlatformException e) {
        LOG.log(
            Level.DEBUG,
            () -> "A worker stays at its drained coordinator. reason=" + e.getMessage());
      }
    }
    if (coordinator.isPresent()) {
      try {
        var answer = client.send(coordinator.get(), "POST", HEARTBEAT, body, home.epoch());
        return answer.status() == 404 ? bringBack(home, coordinator.get(), body, answer) : answer;
      } catch (UnreachableException e) {
        coordinators.unreachable(home.coordinator(), e);
        if (coordinators.isAvailable(coordinator.get())) {
          throw e; // only slow, as far as is known: nothing is gained by a move
        }
      }
    }
    return beat(moves.move(home, "is gone"), body);
  }

  private Answer beat(Moves.Moved moved, String body) throws UnreachableException {
    return client.send(moved.coordinator(), "POST", HEARTBEAT, body, moved.home().epoch());
  }

  /** Its coordinator has forgotten a worker that never left: it is told again. */
  private Answer bringBack(Home home, Coordinator coordinator, String body, Answer forgotten)
      throws UnreachableException {
    if (homes.isForgotten(home.worker())) {
      return forgotten; // it left through another replica
    }
    var registered = moves.tell(home, coordinator, home.epoch());
    return registered.ok()
        ? client.send(coordinator, "POST", HEARTBEAT, body, home.epoch())
        : forgotten;
  }

  /** Removes a worker that leaves, even while its coordinator is away. */
  Answer unregister(NodeId worker) {
    var path = "/api/worker/unregister/" + CoordinatorClient.encoded(worker.value());
    return locks.locked(
        worker,
        () -> {
          for (int i = 0; i < ATTEMPTS; i++) {
            var home = homes.lookUp(worker);
            if (home.isEmpty()) {
              if (coordinators.live().isEmpty()) {
                throw CoordinatorClient.noCoordinators();
              }
              return client.askAll("DELETE", path, "", "unregistration");
            }
            var answer = leave(home.get(), path);
            if (answer.isPresent()) {
              return answer.get();
            }
          }
          throw CoordinatorClient.notForwarded(
              "unregistration", "other replicas give the worker other homes all the time");
        });
  }

  /** Empty when another replica has given it another home meanwhile. */
  private Optional<Answer> leave(Home home, String path) {
    var coordinator = coordinators.find(home.coordinator());
    if (coordinator.isPresent()) {
      try {
        var answer = client.send(coordinator.get(), "DELETE", path, "", home.epoch());
        var done = answer.ok() || answer.status() == 404;
        return !done || homes.remove(home, false) ? Optional.of(answer) : Optional.empty();
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.get().id(), e);
      }
    }
    if (!homes.remove(home, true)) {
      return Optional.empty();
    }
    var gone = "{\"status\":\"ok\",\"message\":\"Worker unregistered\"}";
    return Optional.of(
        new Answer(
            200,
            Optional.of("application/json"),
            Optional.empty(),
            gone.getBytes(StandardCharsets.UTF_8)));
  }

  /** Asks a coordinator that has a provider of the service. */
  Answer find(String service) {
    if (coordinators.live().isEmpty()) {
      throw CoordinatorClient.noCoordinators();
    }
    var path = "/api/worker/find/" + CoordinatorClient.encoded(service);
    for (var coordinator : coordinators.available()) {
      if (coordinator.providers(service).orElse(1) > 0) {
        try {
          var answer = client.send(coordinator, "GET", path, "", 0);
          if (answer.ok()) {
            return answer;
          }
        } catch (UnreachableException e) {
          coordinators.unreachable(coordinator.id(), e);
        }
      }
    }
    throw PlatformException.retryLater(
        ProblemType.NO_PROVIDER,
        "No healthy workers found for service: " + service,
        CoordinatorClient.RETRY);
  }
}
