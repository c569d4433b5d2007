package uk.org.rmatool.coordinator.jobs;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/** Sends a job to each worker that can take it, some at a time, and waits for what each says. */
@Component
public class Broadcast {
  /** The router waits 30 seconds for all of it. */
  private static final Duration ALL = Duration.ofSeconds(27);

  private static final Duration EACH = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int AT_ONCE = 32;
  private static final int LOWEST_TIER = 2;

  private final Fleet fleet;
  private final ControlClient client;

  @Inject
  public Broadcast(Fleet fleet, ControlClient client) {
    this.fleet = fleet;
    this.client = client;
  }

  /** Throws 503 when no worker can take the job. */
  List<Outcome> send(String type, JsonObject data, Optional<String> capability) {
    var capable =
        fleet.live().stream().filter(fleet::isHealthy).filter(w -> can(w, capability)).toList();
    if (capable.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, "No capable workers available for job type: " + type, RETRY);
    }
    var job = Json.createObjectBuilder().add("job_type", type).add("job_data", data).build();
    var places = new Semaphore(AT_ONCE);
    var deadline = System.nanoTime() + ALL.toNanos();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Future<Outcome>>();
      for (var worker : capable) {
        calls.add(threads.submit(client.here(() -> inTurn(worker, job, places, deadline))));
      }
      var outcomes = new ArrayList<Outcome>();
      for (var call : calls) {
        outcomes.add(call.get());
      }
      return outcomes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The server is stopping", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A job could not be sent", e);
    }
  }

  private Outcome inTurn(Worker worker, JsonObject job, Semaphore places, long deadline)
      throws InterruptedException {
    if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return Outcome.of(worker.id(), "not_asked", "Others took too long; send it again");
    }
    try {
      var left = Duration.ofNanos(deadline - System.nanoTime());
      return ask(worker, job, left.compareTo(EACH) < 0 ? left : EACH);
    } finally {
      places.release();
    }
  }

  private Outcome ask(Worker worker, JsonObject job, Duration patience) {
    try {
      var answer = client.send(Call.post(worker.tunnelUrl(), "/jobs", job, Map.of(), patience));
      return Outcome.of(
          worker.id(), answer.status(), answer.json().orElse(JsonObject.EMPTY_JSON_OBJECT));
    } catch (UnreachableException e) {
      return Outcome.of(worker.id(), "unreachable", e.reason());
    }
  }

  /**
   * Without a required capability every GPU and CPU worker can; with one, who has it, or a service
   * that names it.
   */
  private static boolean can(Worker worker, Optional<String> capability) {
    if (capability.isEmpty()) {
      return worker.type().tier() <= LOWEST_TIER;
    }
    var wanted = capability.get();
    return isTrue(worker.capabilities().get(wanted))
        || worker.provides(wanted)
        || worker.services().stream().anyMatch(service -> names(service, wanted));
  }

  private static boolean names(JsonObject service, String wanted) {
    return service.get("capabilities") instanceof JsonArray list
        && list.stream()
            .anyMatch(item -> item instanceof JsonString s && s.getString().equals(wanted));
  }

  private static boolean isTrue(@org.jspecify.annotations.Nullable JsonValue value) {
    return value != null && !value.equals(JsonValue.FALSE) && !value.equals(JsonValue.NULL);
  }
}
