package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.dialback.Allowance;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Calls a program at the address that it announces, so that it learns whether it can be reached
 * there: its <code>/health</code> must answer and name the program.
 */
@Component
public class CallBack {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int MAX_AT_ONCE = 64;

  private final ControlClient client;
  private final Allowance allowance;
  private final Semaphore room = new Semaphore(MAX_AT_ONCE);

  @Inject
  public CallBack(ControlClient client, Clock clock) {
    this.client = client;
    this.allowance = new Allowance(clock);
  }

  /**
   * Why a program cannot be reached, for one that asks; it may ask 60 times a minute.
   *
   * @param caller the address that it asks from
   * @throws PlatformException when it asked too often, or too many ask now
   */
  public Optional<String> asked(String caller, URI address, String id) {
    allowance.take(caller);
    return problem(address, id);
  }

  /**
   * Refuses a coordinator that cannot be reached.
   *
   * @throws PlatformException that says why
   */
  public void require(URI address, String id) {
    var problem = problem(address, id);
    if (problem.isPresent()) {
      throw PlatformException.retryLater(
          ProblemType.COORDINATOR_UNREACHABLE,
          "The router called back, and %s.".formatted(problem.get()),
          RETRY);
    }
  }

  /** Why the program cannot be reached there, in half a sentence; empty when it can. */
  private Optional<String> problem(URI address, String id) {
    if (!room.tryAcquire()) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED, "Too many want to be called back now; try again.", RETRY);
    }
    try {
      var answer = client.send(Call.get(address, "/health", TIMEOUT), MAX_ANSWER_BYTES);
      if (!answer.ok()) {
        return Optional.of("%s answered %d".formatted(address, answer.status()));
      }
      return isFrom(answer, id)
          ? Optional.empty()
          : Optional.of("another program answers at %s".formatted(address));
    } catch (UnreachableException e) {
      return Optional.of(e.reason());
    } finally {
      room.release();
    }
  }

  /** Coordinators name themselves as such, other programs as nodes. */
  private static boolean isFrom(Answer answer, String id) {
    return answer.json().stream()
        .flatMap(json -> Stream.of(text(json, "coordinator"), text(json, "node")))
        .anyMatch(id::equals);
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString text ? text.getString() : "";
  }
}
