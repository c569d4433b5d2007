package uk.org.rmatool.router.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/**
 * Reads the data of server-sent events (HTML, section 9.2.6) from bytes as they come; comments and
 * other fields are passed over. An event that is cut off at the end is none.
 */
final class EventParser {
  static final int MAX_EVENT_BYTES = 1 << 17;

  /** Gets the data of each event. */
  @FunctionalInterface
  interface Reader {
    void data(String data) throws IOException;
  }

  private final Reader reader;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterReturn;

  EventParser(Reader reader) {
    this.reader = reader;
  }

  /**
   * Reads on.
   *
   * @throws PlatformException when an event is too large
   * @throws IOException of the reader
   */
  void read(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    for (int i = offset; i < offset + count; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        if (b == '\n' && afterReturn) {
          from = i + 1; // the rest of a line's end
        } else {
          line.write(bytes, from, i - from);
          from = i + 1;
          lineEnds();
        }
        afterReturn = b == '\r';
      } else {
        afterReturn = false;
      }
    }
    line.write(bytes, from, offset + count - from);
    limit();
  }

  private void lineEnds() throws IOException {
    limit();
    var text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.isEmpty()) {
      eventEnds();
    } else if (text.equals("data") || text.startsWith("data:")) {
      var value = text.length() <= 5 ? "" : text.substring(5);
      data.append(hasData ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
      hasData = true;
    }
  }

  private void eventEnds() throws IOException {
    if (hasData) {
      var whole = data.toString();
      data.setLength(0);
      hasData = false;
      reader.data(whole);
    }
  }

  private void limit() {
    if (line.size() + data.length() > MAX_EVENT_BYTES) {
      throw new PlatformException(
          ProblemType.UPSTREAM_FAILED,
          "The service sent an event of more than %d bytes.".formatted(MAX_EVENT_BYTES));
    }
  }
}
