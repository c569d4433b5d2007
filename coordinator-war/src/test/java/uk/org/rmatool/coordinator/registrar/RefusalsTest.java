package uk.org.rmatool.coordinator.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.client.ControlClient.Answer;

class RefusalsTest {
  @Test
  void oneThatTheRouterCannotCallIsToldWhatToDo() {
    assertThat(
            Refusals.reason(
                answer(
                    "{\"type\":\"urn:rma:problem:coordinator-unreachable\",\"detail\":\"The router"
                        + " called back, and http://x cannot be reached: connection refused.\"}")))
        .startsWith(
            "The router called back, and http://x cannot be reached: connection refused; open that"
                + " port to the router");
    assertThat(Refusals.reason(answer("{\"detail\":\"The database is away.\"}")))
        .isEqualTo("it answered 503 The database is away.");
    assertThat(Refusals.reason(answer("gone"))).isEqualTo("it answered 503 ");
  }

  @Test
  void onlyWhatLastsIsTrouble() {
    var refusals = new Refusals();
    assertThat(refusals.add("refused")).isTrue();
    assertThat(refusals.add("refused")).isFalse();
    assertThat(refusals.lasting()).isEmpty();
    refusals.add("refused");
    assertThat(refusals.lasting()).contains("refused");
    refusals.end();
    assertThat(refusals.lasting()).isEmpty();
    assertThat(refusals.last()).isEqualTo("refused");
  }

  private static Answer answer(String body) {
    return new Answer(
        503, Optional.empty(), Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
  }
}
