package uk.org.rmatool.corenlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  @Test
  void aLineHoldsTextsOfSeveralLines() {
    assertThat(LineProtocol.text("a\\nb\\r\\\\n")).isEqualTo("a\nb\r\\n");
    assertThat(LineProtocol.text("")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> LineProtocol.text("a\\"));
    assertThatIllegalArgumentException().isThrownBy(() -> LineProtocol.text("\\t"));
  }

  @Test
  void namesAreWrittenTheSameInEveryCountry() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      var names = List.of(new Name("PERSON", 0, 4, 0.98765), new Name("LOCATION", 12, 17, 1));
      assertThat(LineProtocol.line(names)).isEqualTo("PERSON 0 4 0.9877\tLOCATION 12 17 1.0000");
      assertThat(LineProtocol.line(List.of())).isEmpty();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anErrorIsOneLine() {
    assertThat(LineProtocol.error(new RuntimeException("a\r\nb"))).isEqualTo("!a b");
  }
}
