package uk.org.rmatool.router.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.servlet.Recorded;

class UpstreamRequestTest {
  private static UpstreamRequest request(Map<String, String> headers) {
    var client = new Recorded.Exchange("POST", "/v1/chat/completions", headers);
    return new UpstreamRequest(client.request(), "m", "{}".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Authorization", "cookie", "OpenAI-Organization", "X-Api-Key", "Connection"})
  void whatIsForTheRouterAloneStaysHere(String name) {
    var request = request(Map.of(name, "secret", "X-Trace", "t"));
    assertThat(request.getHeader(name)).isNull();
    assertThat(Collections.list(request.getHeaders(name))).isEmpty();
    assertThat(Collections.list(request.getHeaderNames()))
        .contains("X-Trace", "Idempotency-Key", "X-RMA-Model")
        .doesNotContain(name);
  }

  @Test
  void itsBodyCanBeReadAgainFromItsBeginning() throws Exception {
    var request = request(Map.of());
    for (int i = 0; i < 2; i++) {
      assertThat(request.fromBeginning().readAllBytes()).isEqualTo("{}".getBytes(UTF_8));
    }
  }
}
