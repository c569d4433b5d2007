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

/** Asks all live coordinators at the same time; suspects are named and not waited for. */
@Component
class Fleet {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private final CoordinatorRegistry coordinators;
  private final ControlClient client;

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

  /** GET of this path at all. */
  Replies ask(String path) {
    return ask(coordinator -> Call.get(coordinator.tunnelUrl(), path, TIMEOUT));
  }

  /**
   * The same call to all.
   *
   * @throws PlatformException 503 when there is no coordinator
   */
  Replies ask(Function<Coordinator, Call> call) {
    var live = coordinators.live();
    if (live.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_COORDINATOR, "No coordinator is registered at this router.", RETRY);
    }
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
                      threads.submit(
                          () -> new Attempt(c, client.send(call.apply(c), MAX_ANSWER_BYTES))))
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

  private String reason(Coordinator coordinator, ExecutionException e) {
    if (e.getCause() instanceof UnreachableException gone) {
      coordinators.unreachable(coordinator.id(), gone);
      return gone.reason();
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
