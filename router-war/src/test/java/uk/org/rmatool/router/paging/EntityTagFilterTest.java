package uk.org.rmatool.router.paging;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import org.junit.jupiter.api.Test;

class EntityTagFilterTest {
  private static String hash(int value, String timestamp, double age) {
    var worker = Json.createObjectBuilder().add("age_seconds", age).add("load", value);
    return EntityTagFilter.hash(
        Json.createObjectBuilder()
            .add("workers", Json.createArrayBuilder().add(worker))
            .add("timestamp", timestamp)
            .build());
  }

  @Test
  void anAnswerIsAnotherWhenItSaysSomethingElseAndNotWhenItIsMadeLater() {
    assertThat(hash(1, "now", 1.5)).isEqualTo(hash(1, "later", 2E-3));
    assertThat(hash(1, "now", 1.5)).isNotEqualTo(hash(2, "now", 1.5));
  }
}
