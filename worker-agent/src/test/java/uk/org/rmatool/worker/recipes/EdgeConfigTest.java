package uk.org.rmatool.worker.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {
  @Test
  void theRouterIsWhatTheWorkerRegistersWithUnlessAnotherIsNamed() {
    assertThat(config(Optional.empty(), Optional.empty()).router()).isEqualTo("http://c:9080");
    assertThat(config(Optional.of("https://r.example.org/"), Optional.empty()).router())
        .isEqualTo("https://r.example.org");
  }

  @Test
  void theHostIsThatOfTheWorkersAddress() {
    assertThat(config(Optional.empty(), Optional.empty()).host()).contains("w.example.org");
  }

  @Test
  void whatCannotBeRightIsRefusedWithoutThePassword() {
    assertThatThrownBy(() -> config(Optional.empty(), Optional.of("jdbc:postgresql://u:secret@h")))
        .hasMessageStartingWith("EDGE_DATABASE_URL is not like postgresql://")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> config(Optional.of("ftp://r"), Optional.empty()))
        .hasMessage("EDGE_ROUTER_URL 'ftp://r' must be an http or https URL.");
  }

  private static EdgeConfig config(Optional<String> router, Optional<String> database) {
    return new EdgeConfig(
        router,
        "http://c:9080",
        "edge",
        Optional.empty(),
        database,
        Optional.of("http://w.example.org:8000"));
  }
}
