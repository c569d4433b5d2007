package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/**
 * Passes workers' control calls on to their coordinators, signed by the router. A worker whose
 * coordinator is gone is registered at another one, from what it said last and under a higher home
 * epoch, so that a worker which never registers again heals too. Calls for one worker go one after
 * the other.
 */
@Component
public class WorkerCalls {
  private static final String REGISTER = "/api/worker/register";
  private static final String HEARTBEAT = "/api/worker/heartbeat";
  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
  private static final int STRIPES = 256;

  /** Who has a worker now, and who was asked before and may have it too. */
  private record Owner(NodeId coordinator, long epoch, List<NodeId> unsure) {}

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final CoordinatorClient client;
  private final Clock clock;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  @Inject
  public WorkerCalls(
      CoordinatorRegistry coordinators, Homes homes, CoordinatorClient client, Clock clock) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Registers a worker at its coordinator, or at the least busy one; the home is durable when it
   * returns.
   */
  Answer register(Optional<NodeId> worker, JsonObject body) {
    return worker.isEmpty() ? place(worker, body) : locked(worker.get(), () -> place(worker, body));
  }

  private Answer place(Optional<NodeId> worker, JsonObject sent) {
    var body = Json.createObjectBuilder(sent).remove(Home.ASSIGNED).build(); // ours to say
    var before = worker.flatMap(homes::find);
    if (before.isEmpty() && !homes.hasRoom(body)) {
      throw noRoom();
    }
    var holder = before.filter(home -> isElsewhere(home, body));
    String trouble = "none of the registered coordinators can be reached";
    Answer refusal = null;
    var unsure = new ArrayList<NodeId>();
    var highest = before.map(Home::epoch).orElse(0L);
    for (var coordinator : client.candidates(before)) {
      if (holder.isPresent() && !holder.get().coordinator().equals(coordinator.id())) {
        trouble = "the id is a worker's at another address, and its coordinator cannot be asked";
        continue;
      }
      var stays = before.filter(home -> home.coordinator().equals(coordinator.id()));
      var epoch = stays.isPresent() ? stays.get().epoch() : ++highest;
      try {
        var answer = client.send(coordinator, "POST", REGISTER, body.toString(), epoch);
        if (answer.ok()) {
          settle(worker, body, answer, new Owner(coordinator.id(), epoch, unsure));
        }
        if (answer.status() < 500 || stays.isPresent()) {
          return answer;
        }
        refusal = answer; // another one may have room, or a database
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.id(), e);
        unsure.add(coordinator.id()); // it may have taken the worker before it fell silent
        trouble = e.reason();
      }
    }
    if (refusal != null) {
      return refusal;
    }
    throw CoordinatorClient.notForwarded("registration", trouble);
  }

  /**
   * Whether an id without a key, heard of lately, comes from another address: then only its own
   * coordinator may decide.
   */
  private boolean isElsewhere(Home home, JsonObject body) {
    return home.worker().fingerprint().isEmpty()
        && !home.tunnelUrl().equals(body.getString("tunnel_url", ""))
        && home.lastSeen().plus(LONGEST_LEASE).isAfter(clock.instant());
  }

  private void settle(Optional<NodeId> worker, JsonObject body, Answer answer, Owner owner) {
    var id = worker.or(() -> given(answer));
    if (id.isEmpty()) {
      return;
    }
    var again = homes.find(id.get()).isPresent();
    var now = clock.instant();
    var url = body.getString("tunnel_url", "");
    var registration =
        Json.createObjectBuilder(body).add("worker_id", id.get().value()).build().toString();
    var assigned =
        answer
            .json()
            .map(json -> json.get(Home.ASSIGNED))
            .filter(JsonArray.class::isInstance)
            .map(JsonValue::toString)
            .orElse("[]");
    var home =
        new Home(
            id.get(), owner.coordinator(), owner.epoch(), url, registration, assigned, now, now);
    var transition = again ? "reregistered" : "registered";
    homes.save(home, owner.unsure(), transition, "registered through the router");
  }

  private static PlatformException noRoom() {
    return PlatformException.retryLater(
        ProblemType.SATURATED,
        "This router remembers as many workers as its heap has room for.",
        CoordinatorClient.RETRY);
  }

  /** The id that a coordinator gave to a worker without one; never one that is somebody's. */
  private Optional<NodeId> given(Answer answer) {
    var text = answer.json().map(json -> json.getString("worker_id", "")).orElse("");
    try {
      return Optional.of(new NodeId(text))
          .filter(id -> id.fingerprint().isEmpty() && homes.find(id).isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Passes a heartbeat on to the worker's coordinator; finds it another home when that one is gone.
   */
  Answer heartbeat(NodeId worker, String body) {
    if (coordinators.live().isEmpty()) {
      throw CoordinatorClient.noCoordinators();
    }
    return locked(
        worker,
        () -> {
          var home = homes.find(worker);
          if (home.isEmpty()) {
            return client.askAll("POST", HEARTBEAT, body, "heartbeat");
          }
          homes.seen(worker);
          return renew(home.get(), body);
        });
  }

  private Answer renew(Home home, String body) throws UnreachableException {
    var coordinator = coordinators.find(home.coordinator()).filter(coordinators::isAvailable);
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
    return move(home, body);
  }

  /** Its coordinator has forgotten a worker that never left: it is told again. */
  private Answer bringBack(Home home, Coordinator coordinator, String body, Answer forgotten)
      throws UnreachableException {
    var registered = client.send(coordinator, "POST", REGISTER, home.transfer(), home.epoch());
    return registered.ok()
        ? client.send(coordinator, "POST", HEARTBEAT, body, home.epoch())
        : forgotten;
  }

  private Answer move(Home home, String body) throws UnreachableException {
    String trouble = "its coordinator is gone and there is no other";
    var epoch = home.epoch() + 1;
    for (var coordinator : client.candidates(Optional.of(home))) {
      if (coordinator.id().equals(home.coordinator())) {
        continue;
      }
      Answer registered;
      try {
        registered = client.send(coordinator, "POST", REGISTER, home.transfer(), epoch);
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.id(), e);
        trouble = e.reason();
        continue;
      }
      if (registered.ok()) {
        var reason = "its coordinator " + home.coordinator() + " is gone";
        homes.save(home.movedTo(coordinator.id(), epoch), "rehomed", reason);
        return client.send(coordinator, "POST", HEARTBEAT, body, epoch);
      }
      trouble = coordinator.id() + " answered " + registered.status();
    }
    throw CoordinatorClient.notForwarded("heartbeat", trouble);
  }

  /** Removes a worker that leaves, even while its coordinator is away. */
  Answer unregister(NodeId worker) {
    var path =
        "/api/worker/unregister/"
            + URLEncoder.encode(worker.value(), StandardCharsets.UTF_8).replace("+", "%20");
    return locked(
        worker,
        () -> {
          var home = homes.find(worker);
          if (home.isEmpty()) {
            if (coordinators.live().isEmpty()) {
              throw CoordinatorClient.noCoordinators();
            }
            return client.askAll("DELETE", path, "", "unregistration");
          }
          var coordinator = coordinators.find(home.get().coordinator());
          if (coordinator.isPresent()) {
            try {
              var answer = client.send(coordinator.get(), "DELETE", path, "", home.get().epoch());
              if (answer.ok() || answer.status() == 404) {
                homes.remove(home.get(), false);
              }
              return answer;
            } catch (UnreachableException e) {
              coordinators.unreachable(coordinator.get().id(), e);
            }
          }
          homes.remove(home.get(), true);
          var gone = "{\"status\":\"ok\",\"message\":\"Worker unregistered\"}";
          return new Answer(
              200,
              Optional.of("application/json"),
              Optional.empty(),
              gone.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Asks a coordinator that has a provider of the service. */
  Answer find(String service) {
    if (coordinators.live().isEmpty()) {
      throw CoordinatorClient.noCoordinators();
    }
    var path =
        "/api/worker/find/"
            + URLEncoder.encode(service, StandardCharsets.UTF_8).replace("+", "%20");
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

  private interface Step {
    Answer run() throws UnreachableException;
  }

  private Answer locked(NodeId worker, Step step) {
    homes.requireLoaded();
    var lock = stripes[Math.floorMod(worker.hashCode(), STRIPES)];
    try {
      if (!lock.tryLock(CoordinatorClient.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw CoordinatorClient.notForwarded(
            "call", "calls before it are still waiting for a coordinator");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CoordinatorClient.notForwarded("call", "the router is stopping");
    }
    try {
      return step.run();
    } catch (UnreachableException e) {
      throw CoordinatorClient.notForwarded("call", e.reason());
    } finally {
      lock.unlock();
    }
  }
}
