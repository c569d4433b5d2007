package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/**
 * Tells coordinators what operators decided about their workers: at once if they can be reached,
 * otherwise in the answers to their heartbeats until they have it.
 */
@Component
public class WorkerIntents {
  private static final Logger LOG = System.getLogger(WorkerIntents.class.getName());
  private static final int MAX_TOLD = 200;

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final Intents intents;
  private final CoordinatorClient client;
  private final Inquiry inquiry;

  @Inject
  public WorkerIntents(
      CoordinatorRegistry coordinators,
      Homes homes,
      Intents intents,
      CoordinatorClient client,
      Inquiry inquiry) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.intents = intents;
    this.client = client;
    this.inquiry = inquiry;
  }

  /**
   * Whether anything is known of a worker, here or at a coordinator.
   *
   * @throws PlatformException 503 when nobody knows it of those that could be asked
   */
  public boolean isKnown(NodeId worker) {
    return homes.find(worker).isPresent()
        || intents.isKnown(Subject.WORKER, worker)
        || inquiry.ask(worker, path(worker)).isPresent();
  }

  /** Whether it is known here as one of the earlier implementation. */
  public boolean isDeployed(NodeId worker) {
    return homes.find(worker).filter(home -> !home.isOurs()).isPresent();
  }

  private static String path(NodeId worker) {
    return "/api/admin/workers/" + CoordinatorClient.encoded(worker.value());
  }

  /** Sends a worker's intent to its coordinator, if it has one that can be reached. */
  public void tell(NodeId worker) {
    var intent = intents.of(Subject.WORKER, worker);
    try {
      send(worker, intent)
          .filter(Answer::ok)
          .ifPresent(
              answer -> {
                intents.told(worker, intent);
                answer.json().ifPresent(json -> hear(worker, json));
              });
    } catch (PlatformException e) {
      LOG.log(
          Level.INFO,
          () ->
              "A decision waits for its worker's coordinator. worker=%s reason=%s"
                  .formatted(worker, e.getMessage()));
    }
  }

  private Optional<Answer> send(NodeId worker, Intent intent) {
    var path = path(worker) + "/intent";
    var body = intent.toJson().toString();
    var home = homes.find(worker);
    if (home.isEmpty()) {
      return Optional.of(client.askAll("PATCH", path, body, "decision"));
    }
    var coordinator = coordinators.find(home.get().coordinator()).filter(coordinators::isAvailable);
    if (coordinator.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(client.send(coordinator.get(), "PATCH", path, body, home.get().epoch()));
    } catch (UnreachableException e) {
      coordinators.unreachable(coordinator.get().id(), e);
      return Optional.empty();
    }
  }

  /**
   * Ends the home of a worker if an operator does not want it; its coordinator lets it go. Nobody
   * else can have moved it: for one that is not wanted nothing is done any more.
   */
  public void evictIfRejected(NodeId worker) {
    if (intents.isRejected(Subject.WORKER, worker)) {
      var reason = intents.of(Subject.WORKER, worker).describe();
      homes.lookUp(worker).ifPresent(home -> homes.evict(home, reason));
    }
  }

  /** The same for all that operators do not want, whatever way they came back. */
  public void evictRejected() {
    intents.rejected(Subject.WORKER).stream()
        .filter(worker -> homes.find(worker).isPresent())
        .forEach(this::evictIfRejected);
  }

  /** Whether this is what is decided about a worker here. */
  public boolean isInForce(NodeId worker, JsonObject told) {
    try {
      return intents.of(Subject.WORKER, worker).equals(Intent.fromJson(told));
    } catch (PlatformException e) {
      return false;
    }
  }

  /** A coordinator says what is decided about a worker that is at home there, or nowhere. */
  public void hear(NodeId coordinator, NodeId worker, JsonObject told) {
    if (homes.find(worker).filter(home -> !home.coordinator().equals(coordinator)).isEmpty()) {
      hear(worker, told);
    }
  }

  /** What cannot be read is left out. */
  void hear(NodeId worker, JsonObject told) {
    try {
      intents.hear(worker, Intent.fromJson(told));
      evictIfRejected(worker);
    } catch (PlatformException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "A told decision is left out. worker=%s reason=%s".formatted(worker, e.getMessage()));
    }
  }

  /** What this coordinator may not know yet of its workers, some at a time. */
  public List<JsonObject> untold(NodeId coordinator) {
    var told = new ArrayList<JsonObject>();
    for (var worker : intents.untold()) {
      if (told.size() < MAX_TOLD
          && homes.find(worker).filter(h -> h.coordinator().equals(coordinator)).isPresent()) {
        told.add(
            Json.createObjectBuilder(intents.of(Subject.WORKER, worker).toJson())
                .add("worker_id", worker.value())
                .build());
      }
    }
    return told;
  }
}
