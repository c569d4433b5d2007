package uk.org.rmatool.router.fleet;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/**
 * Asks all live coordinators, a few at a time so that their answers fit into memory; suspects are
 * named and not waited for.
 */
@Component
class Fleet {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration TURN = Duration.ofSeconds(30);
  private static final int AT_ONCE = 8;
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private final CoordinatorRegistry coordinators;
  private final ControlClient client;
  private final Semaphore lists = new Semaphore(AT_ONCE);
  private final Semaphore jobs = new Semaphore(AT_ONCE);

  /**
   * What came back from all of them.
   *
   * @param answers JSON answers with a 2xx status
   * @param problems JSON answers with another status
   * @param unreachable who did not answer, with the reason
   */
  record Replies(List<Reply> answers, List<Reply> problems, JsonArray unreachable) {}

  /**
   * One coordinator's answer.
   *
   * @param coordinator whose
   * @param status the HTTP status
   * @param json the body
   */
  record Reply(NodeId coordinator, int status, JsonObject json) {}

  private record Attempt(Coordinator coordinator, Answer answer) {}

  @Inject
  Fleet(CoordinatorRegistry coordinators, ControlClient client) {
    this.coordinators = coordinators;
    this.client = client;
  }

  /**
   * GET of this path at all.
   *
   * @throws PlatformException 503 when there is no coordinator
   */
  Replies ask(String path) {
    return ask(coordinator -> Call.get(coordinator.tunnelUrl(), path, TIMEOUT), lists);
  }

  /** GET of this path at one. */
  Replies ask(Coordinator coordinator, String path) {
    return ask(List.of(coordinator), c -> Call.get(c.tunnelUrl(), path, TIMEOUT), lists);
  }

  /**
   * The same job to all; jobs take longer, so they do not wait with the lists.
   *
   * @throws PlatformException 503 when there is no coordinator
   */
  Replies askJob(Function<Coordinator, Call> call) {
    return ask(call, jobs);
  }

  private Replies ask(Function<Coordinator, Call> call, Semaphore turns) {
    var live = coordinators.live();
    if (live.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_COORDINATOR, "No coordinator is registered at this router.", RETRY);
    }
    return ask(live, call, turns);
  }

  private Replies ask(List<Coordinator> live, Function<Coordinator, Call> call, Semaphore turns) {
    var asked = live.stream().filter(coordinators::isAvailable).toList();
    var answers = new ArrayList<Reply>();
    var problems = new ArrayList<Reply>();
    var unreachable = Json.createArrayBuilder();
    for (var coordinator : live) {
      coordinators
          .suspicion(coordinator.id())
          .ifPresent(reason -> unreachable.add(named(coordinator, reason)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Attempt>> attempts =
          asked.stream()
              .map(
                  c ->
                      threads.submit(client.here(() -> new Attempt(c, send(call.apply(c), turns)))))
              .toList();
      for (int i = 0; i < asked.size(); i++) {
        var coordinator = asked.get(i);
        try {
          var attempt = attempts.get(i).get();
          var json = attempt.answer().json();
          if (json.isEmpty()) {
            unreachable.add(
                named(coordinator, "its answer is not JSON, status " + attempt.answer().status()));
          } else {
            var reply = new Reply(coordinator.id(), attempt.answer().status(), json.get());
            (attempt.answer().ok() ? answers : problems).add(reply);
          }
        } catch (ExecutionException e) {
          unreachable.add(named(coordinator, reason(coordinator, e)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The server is stopping", e);
    }
    return new Replies(answers, problems, unreachable.build());
  }

  private Answer send(Call call, Semaphore turns)
      throws UnreachableException, InterruptedException {
    if (!turns.tryAcquire(TURN.toSeconds(), TimeUnit.SECONDS)) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED, "it was not asked: too many others were", RETRY);
    }
    try {
      return client.send(call, MAX_ANSWER_BYTES);
    } finally {
      turns.release();
    }
  }

  private String reason(Coordinator coordinator, ExecutionException e) {
    if (e.getCause() instanceof UnreachableException gone) {
      coordinators.unreachable(coordinator.id(), gone);
      return gone.reason();
    }
    if (e.getCause() instanceof PlatformException busy) {
      return busy.problem().detail();
    }
    return String.valueOf(e.getCause());
  }

  private static JsonObject named(Coordinator coordinator, String reason) {
    return Json.createObjectBuilder()
        .add("coordinator", coordinator.id().value())
        .add("tunnel_url", coordinator.tunnelUrl().toString())
        .add("reason", reason)
        .build();
  }
}
