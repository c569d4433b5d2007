package uk.org.rmatool.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private final Tally tally = new Tally();
  private final EventReader reader = new EventReader(tally);

  @Test
  void eventsInOrderAreCounted() {
    read(event(0) + ": keep-alive\n\n" + event(1));
    assertThat(reader.expected()).isEqualTo(2);
    assertThat(tally.delays().count()).isEqualTo(2);
    assertThat(tally.firstDelays().count()).isEqualTo(1);
    assertThat(tally.dropped()).isZero();
    assertThat(tally.reordered()).isZero();
  }

  @Test
  void anEventMayComeInParts() {
    var text = event(0);
    for (int i = 0; i < text.length(); i++) {
      read(text.substring(i, i + 1));
    }
    assertThat(reader.expected()).isEqualTo(1);
  }

  @Test
  void whatIsLeftOutIsDropped() {
    read(event(0) + event(3));
    assertThat(tally.dropped()).isEqualTo(2);
    assertThat(reader.expected()).isEqualTo(4);
  }

  @Test
  void whatComesLateIsReorderedAndNotDropped() {
    read(event(0) + event(2) + event(1));
    assertThat(tally.dropped()).isZero();
    assertThat(tally.reordered()).isEqualTo(1);
    assertThat(reader.expected()).isEqualTo(3);
  }

  @Test
  void whatABrokenStreamLacksIsDropped() {
    read(event(0));
    tally.broken(4 - reader.expected());
    assertThat(tally.broken()).isEqualTo(1);
    assertThat(tally.dropped()).isEqualTo(3);
  }

  private void read(String text) {
    reader.read(StandardCharsets.US_ASCII.encode(text));
  }

  private static String event(int id) {
    return "id: " + id + "\ndata: " + System.nanoTime() + "\n\n";
  }
}
