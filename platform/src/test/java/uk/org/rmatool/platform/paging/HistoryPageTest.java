package uk.org.rmatool.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryPageTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "+1", "x", "", "1.0", " 1", "99999", "\u0661"})
  void aLimitIsFromOneToAThousand(String limit) {
    assertThatThrownBy(() -> HistoryPage.parse(limit, null))
        .hasMessage("limit: must be a whole number from 1 to 1000.");
  }

  @Test
  void withoutALimitItIsAHundred() {
    assertThat(HistoryPage.parse("1000", null).limit()).isEqualTo(1000);
    assertThat(HistoryPage.parse(null, null).limit()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "-1", "1234567890123456789"})
  void aCursorIsAnAnswersNext(String cursor) {
    assertThatThrownBy(() -> HistoryPage.parse(null, cursor))
        .hasMessage("cursor: must be an answer's next.");
  }

  @Test
  void theLastPageHasNoNext() {
    var page = HistoryPage.parse("2", "9");
    assertThat(page.before()).isEqualTo(9);
    assertThat(page.next(List.of(8L, 7L), Long::longValue)).hasToString("\"7\"");
    assertThat(page.next(List.of(8L), Long::longValue)).isEqualTo(JsonValue.NULL);
  }
}
