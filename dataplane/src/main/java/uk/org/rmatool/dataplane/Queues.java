package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Where calls wait while everybody who could serve them is full: in the order in which they came,
 * not too many and not for long.
 */
@Component
class Queues {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final RelayConfig config;
  private final Map<String, Deque<Object>> queues = new ConcurrentHashMap<>();

  @Inject
  Queues(RelayConfig config) {
    this.config = config;
  }

  /**
   * Waits until somebody can take a call.
   *
   * @param free gives somebody, if somebody is free; asked again and again when it is this call's
   *     turn
   * @throws PlatformException 503 with the reason and the place in the queue when that is full or
   *     the time is over
   */
  <T> T await(String service, Supplier<Optional<T>> free) {
    var ticket = new Object();
    var place = enter(service, ticket);
    var end = System.nanoTime() + config.queueWait().toNanos();
    try {
      while (System.nanoTime() < end) {
        if (isFirst(service, ticket)) {
          var found = free.get();
          if (found.isPresent()) {
            return found.get();
          }
        }
        Thread.sleep(LOOK);
      }
      throw saturated(
          service,
          "this call waited for %d s at place %d of the queue"
              .formatted(config.queueWait().toSeconds(), place),
          place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw saturated(service, "the program stops", place);
    } finally {
      leave(service, ticket);
    }
  }

  private int enter(String service, Object ticket) {
    var places = new int[1];
    queues.compute(
        service,
        (name, known) -> {
          var queue = known == null ? new ArrayDeque<Object>() : known;
          if (queue.size() < config.queueLength()) {
            queue.addLast(ticket);
            places[0] = queue.size();
          }
          return queue;
        });
    if (places[0] == 0) {
      throw saturated(
          service,
          "%d calls wait for them already, as many as may".formatted(config.queueLength()),
          config.queueLength() + 1);
    }
    return places[0];
  }

  private boolean isFirst(String service, Object ticket) {
    var first = new boolean[1];
    queues.computeIfPresent(
        service,
        (name, queue) -> {
          first[0] = ticket.equals(queue.peekFirst());
          return queue;
        });
    return first[0];
  }

  private void leave(String service, Object ticket) {
    queues.computeIfPresent(
        service,
        (name, queue) -> {
          queue.remove(ticket);
          return queue.isEmpty() ? null : queue;
        });
  }

  /** Calls that wait now. */
  int waiting(String service) {
    var queue = queues.get(service);
    return queue == null ? 0 : queue.size();
  }

  private PlatformException saturated(String service, String reason, int place) {
    return new PlatformException(
        Problem.of(
                ProblemType.SATURATED,
                "All who provide %s are full, and %s.".formatted(service, reason))
            .with("queue_position", Integer.toString(place))
            .withRetryAfter(config.queueWait().plusSeconds(1)));
  }
}
