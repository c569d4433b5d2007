package uk.org.rmatool.router.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;

class EventParserTest {
  private static List<String> read(String stream, int piece) throws IOException {
    var events = new ArrayList<String>();
    var parser = new EventParser(events::add);
    var bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += piece) {
      parser.read(bytes, i, Math.min(piece, bytes.length - i));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void eventsAreTheSameInWhateverPiecesTheyCome(int piece) throws IOException {
    var stream =
        ": hello\n\n"
            + "data: {\"a\":\"ü€\"}\n\n"
            + "event: x\r\n"
            + "data:one\r\n"
            + "data: two\r\n\r\n"
            + "id: 7\n\n"
            + "data\r\r"
            + "data: cut off\n";
    assertThat(read(stream, piece)).containsExactly("{\"a\":\"ü€\"}", "one\ntwo", "");
  }

  @Test
  void anEventHasALimit() {
    var endless = "data: " + "x".repeat(EventParser.MAX_EVENT_BYTES);
    assertThatThrownBy(() -> read(endless, 1000)).isInstanceOf(PlatformException.class);
    var lines = "data: xxxxxxxxxx\n".repeat(EventParser.MAX_EVENT_BYTES / 10 + 1);
    assertThatThrownBy(() -> read(lines, 1000)).isInstanceOf(PlatformException.class);
  }
}
