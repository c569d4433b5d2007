package uk.org.rmatool.router.gateway;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.router.gateway.Usage.Outcome;

/** Answers in one piece: whole, or made again by somebody else when it breaks off. */
final class WholeAnswer {
  private static final int MAX_TRIES = 3;

  private final Passage passage;
  private final List<String> services;
  private final GenerationRequest asked;
  private final Meter meter;
  private final HeapBudget room;

  WholeAnswer(
      Passage passage,
      List<String> services,
      GenerationRequest asked,
      Meter meter,
      HeapBudget room) {
    this.passage = passage;
    this.services = services;
    this.asked = asked;
    this.meter = meter;
    this.room = room;
  }

  /** Gives how it ended. */
  Outcome give(HttpServletRequest request, HttpServletResponse response) throws IOException {
    for (int i = 0; ; i++) {
      var service = services.get(i);
      meter.at(service);
      try (var answer = answer(asked.endpoint().call(service), request, response)) {
        var isElsewhere =
            answer.getStatus() == HttpServletResponse.SC_NOT_FOUND && i + 1 < services.size();
        if (!isElsewhere || answer.isPassedOn()) {
          return give(answer, response, meter);
        }
      }
    }
  }

  /** One that has come to its end. */
  private UpstreamAnswer answer(
      ServiceCall call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (int tries = 1; ; tries++) {
      var answer = new UpstreamAnswer(response, room, true, Optional::empty);
      var failure = failure(call, request, answer);
      meter.servedBy(answer);
      if (failure.isEmpty()) {
        return answer;
      }
      answer.close();
      if (answer.isPassedOn() || !answer.hasBegun() || tries == MAX_TRIES) {
        throw failure.get();
      }
    }
  }

  private Optional<PlatformException> failure(
      ServiceCall call, HttpServletRequest request, UpstreamAnswer answer) throws IOException {
    try {
      passage.pass(call, new UpstreamRequest(request, asked.model(), asked.body()), answer);
      return Optional.empty();
    } catch (PlatformException e) {
      return Optional.of(e);
    }
  }

  /** Gives the client an answer that has come to its end, errors in OpenAI's shape. */
  static Outcome give(UpstreamAnswer answer, HttpServletResponse response, Meter meter)
      throws IOException {
    if (answer.isPassedOn()) {
      return Outcome.COMPLETED;
    }
    var text = answer.text();
    if (answer.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
      if (answer.isOfHop() || !OpenAiError.isIn(text)) {
        OpenAiError.of(answer.getStatus(), text, answer.retryAfter()).answer(response);
      } else {
        answer.passOn();
      }
      return Outcome.FAILED;
    }
    count(text, meter);
    answer.passOn();
    return Outcome.COMPLETED;
  }

  private static void count(String text, Meter meter) {
    if (JsonSize.object(text).get("usage") instanceof JsonObject usage) {
      meter.tokens(number(usage, "prompt_tokens"), number(usage, "completion_tokens"));
    }
  }

  private static OptionalInt number(JsonObject usage, String name) {
    return usage.getOrDefault(name, JsonValue.NULL) instanceof JsonNumber number
        ? OptionalInt.of(Transcript.count(number))
        : OptionalInt.empty();
  }
}
