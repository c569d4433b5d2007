package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.wiring.SettableClock;

class ShardCountsTest {
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final ShardCounts counts = new ShardCounts(clock);

  @Test
  void thereIsOneShardUntilACoordinatorTellsOtherwise() {
    assertThat(counts.count("ocr")).isEqualTo(1);
    assertThat(counts.fresh("ocr")).isFalse();
    counts.tell("ocr", 3);
    counts.tell("ocr", 0);
    counts.tell("ocr", 2048);
    assertThat(counts.count("ocr")).isEqualTo(1);
    counts.tell("ocr", 8);
    assertThat(counts.count("ocr")).isEqualTo(8);
    assertThat(counts.fresh("ocr")).isTrue();
    clock.advance(Duration.ofMinutes(5));
    assertThat(counts.fresh("ocr")).isFalse();
  }

  @Test
  void whileTheNumberChangesThatOfBeforeCountsAsWell() {
    counts.tell("ocr", 2);
    assertThat(counts.counts("ocr")).containsExactlyInAnyOrder(1, 2);
    clock.advance(Duration.ofMinutes(9));
    counts.tell("ocr", 2);
    assertThat(counts.counts("ocr")).containsExactlyInAnyOrder(1, 2);
    clock.advance(Duration.ofMinutes(1));
    assertThat(counts.counts("ocr")).containsExactly(2);
    counts.tell("ocr", 1);
    assertThat(counts.counts("ocr")).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void theShardsOfBeforeAreLeftAtOnceWhereTheyWouldOverflow() {
    counts.tell("ocr", 8);
    assertThat(counts.counts("ocr")).containsExactly(8);
  }

  @Test
  void onlyAnotherNumberIsNews() {
    var news = new AtomicInteger();
    counts.onChange(news::incrementAndGet);
    counts.tell("ocr", 1);
    counts.tell("ocr", 4);
    counts.tell("ocr", 4);
    assertThat(news).hasValue(1);
  }
}
