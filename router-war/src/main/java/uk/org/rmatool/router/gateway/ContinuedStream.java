package uk.org.rmatool.router.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.router.gateway.Usage.Outcome;

/**
 * Answers in a stream that goes on elsewhere when who writes it breaks off, or ends with an error
 * where that would not be the same text.
 */
final class ContinuedStream {
  /** So many may write one text. */
  private static final int MAX_PARTS = 6;

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int SC_TOO_MANY_REQUESTS = 429;

  private final Passage passage;
  private final ServiceCall call;
  private final GenerationRequest asked;
  private final Meter meter;
  private final GatewayConfig config;
  private final HeapBudget room;
  private final Transcript transcript;
  private int parts;
  private long brokenAt;

  ContinuedStream(
      Passage passage,
      String service,
      GenerationRequest asked,
      Meter meter,
      GatewayConfig config,
      HeapBudget room) {
    this.passage = passage;
    this.call = asked.endpoint().call(service);
    this.asked = asked;
    this.meter = meter;
    this.config = config;
    this.room = room;
    this.transcript = new Transcript(asked.wantsUsage(), room);
  }

  /**
   * A part of the text by one service.
   *
   * @param problem why nobody served it, or how it broke off; null when it came to an end
   */
  private record Part(UpstreamAnswer answer, @Nullable Problem problem) {
    /** What the client is told when nobody goes on. */
    OpenAiError error() {
      return problem == null
          ? OpenAiError.of(answer.getStatus(), answer.text(), answer.retryAfter())
          : OpenAiError.of(problem);
    }

    /** Whether another may do better. */
    boolean mayBeTriedAgain() {
      var status = problem == null ? answer.getStatus() : problem.status();
      return answer.isStream()
          || status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR
          || status == SC_TOO_MANY_REQUESTS
          || status == HttpServletResponse.SC_NOT_FOUND;
    }
  }

  /** Gives how it ended. */
  Outcome give(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try (var client = new EventStream(response, config.keepAlive()).start()) {
      return write(client, request, response);
    } finally {
      transcript.close();
      meter.tokens(transcript.promptTokens(), OptionalInt.of(transcript.tokens()));
    }
  }

  private Outcome write(
      EventStream client, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var body = Optional.of(asked.body());
    while (body.isPresent()) {
      try (var answer = new UpstreamAnswer(response, room, false, () -> reading(client))) {
        var part = part(answer, new UpstreamRequest(request, asked.model(), body.get()));
        var outcome = outcome(client, part, response);
        if (outcome.isPresent()) {
          return outcome.get();
        }
      }
      body = next();
    }
    client.send(transcript.ended());
    return completed(client);
  }

  private Optional<UpstreamAnswer.Events> reading(EventStream client) {
    return Optional.of(new Reading(client));
  }

  private Part part(UpstreamAnswer answer, UpstreamRequest request) throws IOException {
    transcript.continues();
    try {
      passage.pass(call, request, answer);
      return ended(answer, null);
    } catch (PlatformException e) {
      return ended(answer, e.problem());
    }
  }

  private Part ended(UpstreamAnswer answer, @Nullable Problem problem) {
    meter.servedBy(answer);
    if (answer.isStream()) {
      parts++;
      brokenAt = System.nanoTime();
    }
    return new Part(answer, problem);
  }

  /** How it ended with this part; empty when somebody else is to go on. */
  private Optional<Outcome> outcome(EventStream client, Part part, HttpServletResponse response)
      throws IOException {
    if (client.hasLost()) {
      throw new IOException("The client left while nothing was sent.");
    }
    if (transcript.isWhole()) {
      return Optional.of(completed(client));
    }
    if (transcript.hasFailed()) {
      client.flush();
      return Optional.of(Outcome.FAILED);
    }
    if (parts == 0) { // nobody has begun
      return Optional.of(
          client.withdraw() ? refused(part, response) : failed(client, part.error()));
    }
    var obstacle = obstacle(part);
    if (obstacle.isPresent()) {
      return Optional.of(failed(client, interrupted(obstacle.get())));
    }
    if (!part.answer().isStream()) {
      pause();
    }
    return Optional.empty();
  }

  private static Outcome completed(EventStream client) throws IOException {
    client.send(Transcript.DONE);
    client.flush();
    return Outcome.COMPLETED;
  }

  /** The client gets an ordinary answer. */
  private Outcome refused(Part part, HttpServletResponse response) throws IOException {
    if (part.problem() != null) {
      throw new PlatformException(part.problem());
    }
    return WholeAnswer.give(part.answer(), response, meter);
  }

  /** Why nobody goes on after this; empty when somebody may. */
  private Optional<String> obstacle(Part part) {
    if (!part.mayBeTriedAgain()) {
      return Optional.of("nobody accepts the text so far");
    }
    if (parts >= MAX_PARTS) {
      return Optional.of("%d services broke off".formatted(parts));
    }
    if (!part.answer().isStream()
        && System.nanoTime() - brokenAt > config.continueWithin().toNanos()) {
      return Optional.of("nobody could go on within " + config.continueWithin());
    }
    return transcript.isEmpty() ? Optional.empty() : transcript.obstacle().or(asked::obstacle);
  }

  private static OpenAiError interrupted(String why) {
    return OpenAiError.of(
        Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The stream broke off and cannot be continued: %s.".formatted(why))
            .with("code", "stream_interrupted"));
  }

  private static Outcome failed(EventStream client, OpenAiError error) throws IOException {
    client.send(error.toJson().toString());
    client.flush();
    return Outcome.FAILED;
  }

  /** What the next is asked; empty when no more was asked for. */
  private Optional<byte[]> next() {
    return transcript.text().isEmpty()
        ? Optional.of(asked.body())
        : asked.continued(transcript.text(), transcript.tokens());
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The client left, or the program stops.", e);
    }
  }

  /** Reads a part and gives it to the client as it comes. */
  private final class Reading implements UpstreamAnswer.Events {
    private final EventStream client;
    private final EventParser parser = new EventParser(this::event);

    Reading(EventStream client) {
      this.client = client;
    }

    @Override
    public void begin(UpstreamAnswer answer) throws IOException {
      client.open(answer::giveHeaders);
    }

    @Override
    public void read(byte[] bytes, int offset, int count) throws IOException {
      parser.read(bytes, offset, count);
    }

    private void event(String data) throws IOException {
      var given = transcript.take(data);
      if (given.isPresent()) {
        client.send(given.get());
      }
      if (transcript.tokens() > 0) {
        meter.firstText();
      }
    }

    @Override
    public void flush() throws IOException {
      client.flush();
    }
  }
}
