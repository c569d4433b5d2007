package uk.org.rmatool.jkademlia.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement.Keep;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement.Refuse;

class PlainValuesTest {
  private static final Key KEY = Key.named("k");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Value OLD = new Value.Str("old");
  private static final Value NEW = new Value.Str("new");

  private final PlainValues plain = new PlainValues();

  @Test
  void theLastWriteWinsAndIsKeptForAWeek() {
    assertThat(plain.judge(KEY, NEW, OLD, NOW))
        .isEqualTo(new Keep(NEW, NOW.plus(Duration.ofDays(7))));
  }

  @Test
  void whatDeployedReadersCannotReadIsRefused() {
    assertThat(plain.judge(KEY, Value.Array.of(NEW), null, NOW)).isEqualTo(new Refuse("type"));
    assertThat(plain.judge(KEY, new Value.Nil(), OLD, NOW)).isEqualTo(new Refuse("type"));
  }

  @Test
  void whatMostNodesSayIsBelieved() {
    assertThat(plain.combine(KEY, List.of(OLD, NEW, NEW), NOW)).contains(NEW);
  }
}
