package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

class StrictJsonReaderTest {
  private static void assertMalformed(byte[] body) {
    assertThatThrownBy(() -> StrictJsonReader.parse(body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @Test
  void anObjectIsRead() {
    var json = StrictJsonReader.parse(" {\"ä\": \"ö\\u00fc\"} ".getBytes(StandardCharsets.UTF_8));
    assertThat(json.getString("ä")).isEqualTo("öü");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "{", "{\"a\":", "{\"a\":1,}", "{} {}", "{}x", "[1", "'a'"})
  void whatIsNotJsonIsMalformed(String body) {
    assertMalformed(body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"a\"", " true "})
  void otherJsonIsNotWhatWasAskedFor(String body) {
    assertThatThrownBy(() -> StrictJsonReader.parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS));
  }

  @Test
  void otherEncodingsAreMalformed() {
    assertMalformed("{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertMalformed("{\"a\":1}".getBytes(StandardCharsets.UTF_16));
    assertMalformed(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'});
  }

  @Test
  void nestingThatWouldExhaustTheStackIsMalformed() {
    assertMalformed(("{\"a\":" + "[".repeat(200_000)).getBytes(StandardCharsets.UTF_8));
    var closed = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertMalformed(closed.getBytes(StandardCharsets.UTF_8));
  }
}
