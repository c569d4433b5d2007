package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * Gives workers that register a coordinator, and keeps what they said. To be called with the
 * worker's lock held.
 */
@Component
class Placement {
  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

  private static final int ATTEMPTS = 5;

  /** Who has a worker now, and who was asked before and may have it too. */
  private record Owner(NodeId coordinator, long epoch, List<NodeId> unsure) {}

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final Intents intents;
  private final CoordinatorClient client;
  private final Clock clock;

  @Inject
  Placement(
      CoordinatorRegistry coordinators,
      Homes homes,
      Intents intents,
      CoordinatorClient client,
      Clock clock) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.intents = intents;
    this.client = client;
    this.clock = clock;
  }

  /**
   * The coordinator's answer; the home is durable when it returns. When another replica gives the
   * worker a home at the same time, the worker is registered there.
   */
  Answer place(Optional<NodeId> worker, JsonObject sent) {
    for (int i = 0; i < ATTEMPTS; i++) {
      var answer = attempt(worker, sent);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw CoordinatorClient.notForwarded(
        "registration", "other replicas give the worker other homes all the time");
  }

  private Optional<Answer> attempt(Optional<NodeId> worker, JsonObject sent) {
    var body =
        Json.createObjectBuilder(sent)
            .remove(Home.ASSIGNED) // ours to say, both
            .remove(Home.INTENT)
            .build();
    worker.ifPresent(id -> intents.requireWanted(Subject.WORKER, id));
    var intent = worker.map(id -> intents.of(Subject.WORKER, id)).orElse(Intent.NONE);
    var told = Json.createObjectBuilder(body).addAll(Home.member(intent)).build().toString();
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
        var answer = client.send(coordinator, "POST", Moves.REGISTER, told, epoch);
        if (answer.ok()) {
          if (!settle(worker, body, answer, new Owner(coordinator.id(), epoch, unsure))) {
            return Optional.empty();
          }
          worker.ifPresent(id -> intents.told(id, intent));
        }
        if (answer.status() < 500 || stays.isPresent()) {
          return Optional.of(answer);
        }
        refusal = answer; // another one may have room, or a database
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.id(), e);
        unsure.add(coordinator.id()); // it may have taken the worker before it fell silent
        trouble = e.reason();
      }
    }
    if (refusal != null) {
      return Optional.of(refusal);
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

  /** Whether the home was kept. */
  private boolean settle(Optional<NodeId> worker, JsonObject body, Answer answer, Owner owner) {
    var id = worker.or(() -> given(answer));
    if (id.isEmpty()) {
      return true;
    }
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
    return homes.register(home, owner.unsure());
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
}
