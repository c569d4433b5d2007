package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.router.gateway.Texts.quoted;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.platform.liveness.HeapBudget;
import uk.org.rmatool.platform.servlet.Recorded;
import uk.org.rmatool.router.gateway.Usage.Outcome;

class WholeAnswerTest {
  private static final int ROOM = 4 << 20;
  private static final PlatformException BROKEN =
      new PlatformException(ProblemType.UPSTREAM_FAILED, "worker-1 broke off.");

  private final Deque<Service> services = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final HeapBudget room = new HeapBudget(ROOM);
  private final Recorded.Exchange client =
      new Recorded.Exchange("POST", "/v1/embeddings", Map.of());
  private Meter meter;

  private interface Service {
    void serve(HttpServletResponse out) throws IOException;
  }

  @AfterEach
  void nothingIsKept() {
    assertThat(room.hasRoom(ROOM)).isTrue();
  }

  private WholeAnswerTest add(Service service) {
    services.add(service);
    return this;
  }

  private static Service says(int status, String body) {
    return out -> {
      out.setStatus(status);
      out.addHeader("Content-Type", "application/json");
      out.addHeader("X-Own", "kept");
      out.flushBuffer();
      out.getOutputStream().write(quoted(body).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Service breaks(Service service) {
    return out -> {
      service.serve(out);
      throw BROKEN;
    };
  }

  private void pass(ServiceCall call, HttpServletRequest in, HttpServletResponse out)
      throws IOException {
    asked.add(call.service());
    services.remove().serve(out);
  }

  private Outcome ask(String... at) throws IOException {
    var request =
        GenerationRequest.parse(
            Endpoint.EMBEDDINGS, quoted("{'model':'m'}").getBytes(StandardCharsets.UTF_8));
    meter = new Meter(request, at[0], Instant.EPOCH);
    return new WholeAnswer(this::pass, List.of(at), request, meter, room)
        .give(client.request(), client.response());
  }

  @Test
  void anAnswerStaysAsItIsAndItsUsageIsNoted() throws IOException {
    var body = "{'data':[],'usage':{'prompt_tokens':7,'completion_tokens':2}}";
    assertThat(add(says(200, body)).ask("rag-embeddings")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(quoted(body));
    assertThat(client.header("X-Own")).isEqualTo("kept");
    var usage = meter.ended(Outcome.COMPLETED, 200);
    assertThat(usage.promptTokens()).hasValue(7);
    assertThat(usage.completionTokens()).hasValue(2);
  }

  @Test
  void anAnswerThatBreaksOffIsMadeAgain() throws IOException {
    add(breaks(says(200, "{'half':"))).add(says(200, "{'whole':1}"));
    assertThat(ask("rag-embeddings")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(quoted("{'whole':1}"));
  }

  @Test
  void nobodyIsAskedForEver() {
    for (int i = 0; i < 5; i++) {
      add(breaks(says(200, "{")));
    }
    assertThatThrownBy(() -> ask("rag-embeddings")).isInstanceOf(PlatformException.class);
    assertThat(asked).hasSize(3);
    assertThat(client.text()).isEmpty();
  }

  @Test
  void aLargeAnswerIsPassedOnAsItComes() throws IOException {
    var large = "x".repeat(UpstreamAnswer.MAX_KEPT_BYTES);
    add(
        out -> {
          says(200, large).serve(out);
          out.getOutputStream().write('y');
          assertThat(client.text()).hasSize(UpstreamAnswer.MAX_KEPT_BYTES + 1);
          out.getOutputStream().write('z');
        });
    assertThat(ask("rag-embeddings")).isEqualTo(Outcome.COMPLETED);
    assertThat(client.text()).isEqualTo(large + "yz");
  }

  @Test
  void theServiceThatDoesNotHaveTheModelIsNotTheLast() throws IOException {
    add(says(404, "{'error':'no such model'}")).add(says(200, "{}"));
    assertThat(ask("rag-embeddings", "llm-inference")).isEqualTo(Outcome.COMPLETED);
    assertThat(asked).containsExactly("rag-embeddings", "llm-inference");
    assertThat(meter.ended(Outcome.COMPLETED, 200).service()).isEqualTo("llm-inference");
    assertThat(client.status()).isEqualTo(200);
  }

  @Test
  void errorsAreInOpenAisShape() throws IOException {
    assertThat(add(says(404, "{'detail':'Not Found'}")).ask("rag-embeddings"))
        .isEqualTo(Outcome.FAILED);
    assertThat(client.status()).isEqualTo(404);
    assertThat(client.text()).startsWith(quoted("{'error':{'message':'Not Found'"));
  }
}
