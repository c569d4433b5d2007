package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.identity.RouterIdentity;

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
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int STRIPES = 256;
  private static final int MAX_ASKED = 5;

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final RouterIdentity identity;
  private final ControlClient client;
  private final Clock clock;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  @Inject
  public WorkerCalls(
      CoordinatorRegistry coordinators,
      Homes homes,
      RouterIdentity identity,
      ControlClient client,
      Clock clock) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.identity = identity;
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

  private Answer place(Optional<NodeId> worker, JsonObject body) {
    var before = worker.flatMap(homes::find);
    String trouble = "none of the registered coordinators can be reached";
    for (var coordinator : candidates(before)) {
      var stays = before.filter(home -> home.coordinator().equals(coordinator.id()));
      var epoch = stays.map(Home::epoch).orElseGet(() -> before.map(Home::epoch).orElse(0L) + 1);
      try {
        var answer = send(coordinator, "POST", REGISTER, body.toString(), epoch);
        if (answer.ok()) {
          settle(body, answer, coordinator, epoch, before.isPresent());
        }
        return answer;
      } catch (UnreachableException e) {
        unreachable(coordinator.id(), e);
        trouble = e.reason();
      }
    }
    throw notForwarded("registration", trouble);
  }

  private void settle(
      JsonObject body, Answer answer, Coordinator coordinator, long epoch, boolean again) {
    var given = answer.json().map(json -> json.getString("worker_id", "")).orElse("");
    if (given.isEmpty()) {
      return;
    }
    var now = clock.instant();
    var url = body.getString("tunnel_url", "");
    var home = new Home(new NodeId(given), coordinator.id(), epoch, url, body.toString(), now, now);
    homes.save(home, again ? "reregistered" : "registered", "registered through the router");
  }

  /**
   * Passes a heartbeat on to the worker's coordinator; finds it another home when that one is gone.
   */
  Answer heartbeat(NodeId worker, String body) {
    if (coordinators.live().isEmpty()) {
      throw noCoordinators();
    }
    return locked(
        worker,
        () -> {
          var home = homes.find(worker);
          if (home.isEmpty()) {
            return askAll("POST", HEARTBEAT, body, "heartbeat");
          }
          homes.seen(worker);
          return renew(home.get(), body);
        });
  }

  private Answer renew(Home home, String body) throws UnreachableException {
    var coordinator = coordinators.find(home.coordinator()).filter(coordinators::isAvailable);
    if (coordinator.isPresent()) {
      try {
        var answer = send(coordinator.get(), "POST", HEARTBEAT, body, home.epoch());
        return answer.status() == 404 ? bringBack(home, coordinator.get(), body, answer) : answer;
      } catch (UnreachableException e) {
        unreachable(home.coordinator(), e);
      }
    }
    return move(home, body);
  }

  /** Its coordinator has forgotten a worker that never left: it is told again. */
  private Answer bringBack(Home home, Coordinator coordinator, String body, Answer forgotten)
      throws UnreachableException {
    var registered = send(coordinator, "POST", REGISTER, home.registration(), home.epoch());
    return registered.ok() ? send(coordinator, "POST", HEARTBEAT, body, home.epoch()) : forgotten;
  }

  private Answer move(Home home, String body) throws UnreachableException {
    String trouble = "its coordinator is gone and there is no other";
    var epoch = home.epoch() + 1;
    for (var coordinator : candidates(Optional.of(home))) {
      if (coordinator.id().equals(home.coordinator())) {
        continue;
      }
      Answer registered;
      try {
        registered = send(coordinator, "POST", REGISTER, home.registration(), epoch);
      } catch (UnreachableException e) {
        unreachable(coordinator.id(), e);
        trouble = e.reason();
        continue;
      }
      if (registered.ok()) {
        var reason = "its coordinator " + home.coordinator() + " is gone";
        homes.save(home.movedTo(coordinator.id(), epoch), "rehomed", reason);
        return send(coordinator, "POST", HEARTBEAT, body, epoch);
      }
      trouble = coordinator.id() + " answered " + registered.status();
    }
    throw notForwarded("heartbeat", trouble);
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
              throw noCoordinators();
            }
            return askAll("DELETE", path, "", "unregistration");
          }
          var coordinator = coordinators.find(home.get().coordinator());
          if (coordinator.isPresent()) {
            try {
              var answer = send(coordinator.get(), "DELETE", path, "", home.get().epoch());
              if (answer.ok() || answer.status() == 404) {
                homes.remove(home.get(), false);
              }
              return answer;
            } catch (UnreachableException e) {
              unreachable(coordinator.get().id(), e);
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
      throw noCoordinators();
    }
    var path =
        "/api/worker/find/"
            + URLEncoder.encode(service, StandardCharsets.UTF_8).replace("+", "%20");
    for (var coordinator : coordinators.available()) {
      if (coordinator.providers(service).orElse(1) > 0) {
        try {
          var answer = client.send(Call.get(coordinator.tunnelUrl(), path, TIMEOUT));
          if (answer.ok()) {
            return answer;
          }
        } catch (UnreachableException e) {
          unreachable(coordinator.id(), e);
        }
      }
    }
    throw PlatformException.retryLater(
        ProblemType.NO_PROVIDER, "No healthy workers found for service: " + service, RETRY);
  }

  /**
   * A worker that did not come through here may be any coordinator's: the first that knows it
   * answers.
   */
  private Answer askAll(String method, String path, String body, String what) {
    String trouble = "no coordinator can be reached";
    Answer unknown = null;
    for (var coordinator : coordinators.available().stream().limit(MAX_ASKED).toList()) {
      try {
        var answer = send(coordinator, method, path, body, 0);
        if (answer.status() != 404) {
          return answer;
        }
        unknown = answer;
      } catch (UnreachableException e) {
        unreachable(coordinator.id(), e);
        trouble = e.reason();
      }
    }
    if (unknown == null) {
      throw notForwarded(what, trouble);
    }
    return unknown;
  }

  /**
   * Its own coordinator first, if that one can be reached; then the others, those with the fewest
   * workers first.
   */
  private List<Coordinator> candidates(Optional<Home> home) {
    var available = new ArrayList<>(coordinators.available());
    if (coordinators.live().isEmpty()) {
      throw noCoordinators();
    }
    available.sort(
        Comparator.comparing(
                (Coordinator c) -> home.filter(h -> h.coordinator().equals(c.id())).isEmpty())
            .thenComparingLong(c -> homes.at(c.id())));
    return available.stream().limit(MAX_ASKED).toList();
  }

  private Answer send(Coordinator coordinator, String method, String path, String body, long epoch)
      throws UnreachableException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var headers = new LinkedHashMap<>(Map.of(MessageSignature.HOME_EPOCH, Long.toString(epoch)));
    headers.putAll(
        MessageSignature.sign(
            identity.key(),
            MessageSignature.ROUTER,
            method,
            path,
            bytes,
            clock.instant(),
            headers));
    return client.send(new Call(method, coordinator.tunnelUrl(), path, bytes, headers, TIMEOUT));
  }

  private interface Step {
    Answer run() throws UnreachableException;
  }

  private Answer locked(NodeId worker, Step step) {
    homes.requireLoaded();
    var lock = stripes[Math.floorMod(worker.hashCode(), STRIPES)];
    lock.lock();
    try {
      return step.run();
    } catch (UnreachableException e) {
      throw notForwarded("call", e.reason());
    } finally {
      lock.unlock();
    }
  }

  /** A slow answer says nothing about service calls; the probes do. */
  private void unreachable(NodeId coordinator, UnreachableException e) {
    if (!e.isSilence()) {
      coordinators.suspect(coordinator, e.reason());
    }
  }

  private static PlatformException noCoordinators() {
    return PlatformException.retryLater(
        ProblemType.NO_COORDINATOR,
        "No coordinator is registered at this router. Start one with ROUTER_URL set to it.",
        RETRY);
  }

  private static PlatformException notForwarded(String what, String reason) {
    return new PlatformException(
        Problem.of(
                ProblemType.COORDINATOR_UNREACHABLE,
                "The %s could not be passed on: %s.".formatted(what, reason))
            .withTitle("Failed to forward %s to coordinator".formatted(what))
            .withRetryAfter(RETRY));
  }
}
