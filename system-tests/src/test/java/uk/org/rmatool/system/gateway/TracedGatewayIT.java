package uk.org.rmatool.system.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.TraceCollector.Received;
import uk.org.rmatool.system.rig.TracedPlatform;
import uk.org.rmatool.system.rig.TracedPlatform.Traced;

/** Where traces are collected, a stream that survived its worker is one call with several tries. */
@ExtendWith(TracedPlatform.class)
@Timeout(240)
class TracedGatewayIT {
  private static final String LLM = "llm-inference";

  private final String model = "model-" + UUID.randomUUID();

  @Test
  void everyPartOfAStreamIsATryOfTheSameCall(Traced traced) throws IOException {
    var router = traced.platform().router();
    try (var first = new ModelWorker(router, LLM, model).dyingAfter(7)) {
      var answer = router.open("POST", "/v1/chat/completions", BodyPublishers.ofString(streamed()));
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).startsWith("data: ");
        try (var second = new ModelWorker(router, LLM, model)) {
          first.kill();
          assertThat(lines.lines()).contains("data: [DONE]");
          assertThat(second.asked()).isNotEmpty();
        }
      }

      var id = answer.headers().firstValue("X-RMA-Trace").orElseThrow();
      Predicate<Received> isBroken =
          span -> span.error() && span.attribute("rma.node").equals(first.id());
      var trace =
          traced
              .collector()
              .trace(id, found -> first(found).isPresent() && found.stream().anyMatch(isBroken));
      var served = first(trace).orElseThrow();
      assertThat(served.name()).isEqualTo("POST /v1/*");
      assertThat(served.attribute("url.path")).isEqualTo("/v1/chat/completions");
      assertThat(served.attribute("rma.service")).isEqualTo(LLM);
      assertThat(served.error()).isFalse();
      assertThat(trace)
          .filteredOn(span -> span.parent().equals(served.id()))
          .hasSizeGreaterThan(1)
          .allMatch(span -> span.kind().equals("client"))
          .extracting(span -> span.attribute("rma.attempt"))
          .contains("1", "2")
          .doesNotHaveDuplicates();
    }
  }

  /** The one that is a part of no other. */
  private static Optional<Received> first(List<Received> trace) {
    return trace.stream().filter(span -> span.parent().isEmpty()).findFirst();
  }

  private String streamed() {
    return """
    {"model": "%s", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
    """
        .formatted(model);
  }
}
