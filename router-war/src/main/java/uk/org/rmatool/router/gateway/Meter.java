package uk.org.rmatool.router.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import uk.org.rmatool.router.gateway.Usage.Outcome;

/** Notes what a request uses while it is served. */
final class Meter {
  private static final int MAX_NODES = 20;

  private final GenerationRequest asked;
  private String service;
  private final Instant at;
  private final long begun = System.nanoTime();
  private final List<String> workers = new ArrayList<>();
  private final List<String> coordinators = new ArrayList<>();
  private Optional<Duration> firstToken = Optional.empty();
  private OptionalInt promptTokens = OptionalInt.empty();
  private OptionalInt completionTokens = OptionalInt.empty();

  Meter(GenerationRequest asked, String service, Instant at) {
    this.asked = asked;
    this.service = service;
    this.at = at;
  }

  /** Another service is asked. */
  void at(String other) {
    service = other;
  }

  void servedBy(UpstreamAnswer answer) {
    answer.chosenBy("router").ifPresent(node -> add(coordinators, node));
    answer.chosenBy("coordinator").ifPresent(node -> add(workers, node));
  }

  private static void add(List<String> nodes, String node) {
    if (nodes.size() < MAX_NODES && (nodes.isEmpty() || !nodes.getLast().equals(node))) {
      nodes.add(node);
    }
  }

  void firstText() {
    if (firstToken.isEmpty()) {
      firstToken = Optional.of(Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  void tokens(OptionalInt prompt, OptionalInt completion) {
    promptTokens = prompt;
    completionTokens = completion;
  }

  Usage ended(Outcome outcome, int status) {
    return new Usage(
        UUID.randomUUID(),
        at,
        asked.endpoint(),
        asked.model(),
        service,
        asked.isStreamed(),
        outcome,
        status,
        promptTokens,
        completionTokens,
        firstToken,
        Duration.ofNanos(System.nanoTime() - begun),
        workers,
        coordinators);
  }
}
