package uk.org.rmatool.bench.dataplane;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads one stream of the upstream's events as it comes in (HTML standard, section 9.2.6). */
final class EventReader {
  private static final int MAX_LINE = 256;

  private final Tally tally;
  private final byte[] line = new byte[MAX_LINE];
  private int length;
  private long id = -1;
  private long made;
  private long expected;

  EventReader(Tally tally) {
    this.tally = tally;
  }

  /** Takes a part of the body. */
  void read(ByteBuffer part) {
    while (part.hasRemaining()) {
      var next = part.get();
      if (next == '\n') {
        lineIsWhole(new String(line, 0, length, StandardCharsets.US_ASCII));
        length = 0;
      } else if (length < MAX_LINE) {
        line[length++] = next;
      }
    }
  }

  private void lineIsWhole(String text) {
    if (text.startsWith("id: ")) {
      id = Long.parseLong(text.substring("id: ".length()));
    } else if (text.startsWith("data: ")) {
      made = Long.parseLong(text.substring("data: ".length()));
    } else if (text.isEmpty() && id >= 0) {
      tally.event(id, expected, System.nanoTime() - made);
      expected = Math.max(expected, id + 1);
      id = -1;
    }
  }

  /** How many events came, if none was lost. */
  long expected() {
    return expected;
  }
}
