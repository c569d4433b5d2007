package uk.org.rmatool.router.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What one request used.
 *
 * @param id its own
 * @param at when it came
 * @param model whose
 * @param status of the answer; 200 for a stream that began
 * @param promptTokens as counted by who served it
 * @param completionTokens the same, or the pieces of a stream that nobody has counted
 * @param firstToken how long after it came the first text went to the client
 * @param duration how long it took in all
 * @param workers who served it, one after the other
 * @param coordinators whose they are
 */
record Usage(
    UUID id,
    Instant at,
    Endpoint endpoint,
    String model,
    String service,
    boolean streamed,
    Outcome outcome,
    int status,
    OptionalInt promptTokens,
    OptionalInt completionTokens,
    Optional<Duration> firstToken,
    Duration duration,
    List<String> workers,
    List<String> coordinators) {
  /** How it ended. */
  enum Outcome {
    /** The client has a whole answer. */
    COMPLETED,
    /** The client has an error. */
    FAILED,
    /** The client went before the end. */
    CLIENT_LEFT
  }

  Usage {
    workers = List.copyOf(workers);
    coordinators = List.copyOf(coordinators);
  }
}
