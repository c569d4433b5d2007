package uk.org.rmatool.jkademlia.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.Store.Outcome;

class StoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final NodeId SELF = NodeId.random(new Random(0));
  private static final Key KEY = Key.named("k");
  private static final Origin ONE = new Origin(true, 1);
  private static final Origin TWO = new Origin(true, 2);

  private final Store store = new Store(SELF, Store.Limits.DEFAULT, new PlainValues());

  @Test
  void aValueIsHeldUntilItExpires() {
    store.put(KEY, str("a"), ONE, NOW);
    assertThat(store.get(KEY, NOW.plus(WEEK).minusMillis(1))).contains(str("a"));
    assertThat(store.get(KEY, NOW.plus(WEEK))).isEmpty();
    assertThat(store.size()).isZero();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void beingStoredAgainDoesNotProlongAValue() {
    store.put(KEY, str("a"), ONE, NOW);
    store.put(KEY, str("a"), TWO, NOW.plus(Duration.ofDays(3)));
    assertThat(store.get(KEY, NOW.plus(WEEK))).isEmpty();
  }

  @Test
  void anotherValueHasItsOwnTime() {
    store.put(KEY, str("a"), ONE, NOW);
    store.put(KEY, str("b"), ONE, NOW.plus(Duration.ofDays(3)));
    assertThat(store.get(KEY, NOW.plus(WEEK))).contains(str("b"));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void whatThePolicyRefusesLeavesWhatWasThere() {
    store.put(KEY, str("a"), ONE, NOW);
    assertThat(store.put(KEY, new Value.Nil(), ONE, NOW)).isEqualTo(new Outcome.Refused("type"));
    assertThat(store.get(KEY, NOW)).contains(str("a"));
  }

  @Test
  void whatThePolicyMergesIsHeld() {
    var joined = new Store(SELF, Store.Limits.DEFAULT, new Joining());
    joined.put(KEY, str("a"), ONE, NOW);
    assertThat(joined.put(KEY, str("b"), ONE, NOW)).isEqualTo(new Outcome.Kept(str("ab")));
    assertThat(joined.get(KEY, NOW)).contains(str("ab"));
  }

  @Test
  void whatHasExpiredIsNotTaken() {
    var joined = new Store(SELF, Store.Limits.DEFAULT, new Joining());
    var late = Joining.END;
    assertThat(joined.put(KEY, str("a"), ONE, late)).isEqualTo(new Outcome.Refused("expired"));
  }

  @Test
  void entriesAreLimitedAndTheFarthestGoesFirst() {
    var small = new Store(SELF, new Store.Limits(10, 1 << 20, 1 << 20), new PlainValues());
    var random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      small.put(Key.random(random), str("v"), ONE, NOW);
    }
    assertThat(small.size()).isEqualTo(10);
    var far = new Key(~SELF.point().high(), 0, 0);
    var near = new Key(SELF.point().high(), SELF.point().middle(), ~SELF.point().low());
    assertThat(small.put(far, str("v"), TWO, NOW)).isEqualTo(new Outcome.Refused("full"));
    assertThat(small.put(near, str("v"), TWO, NOW)).isInstanceOf(Outcome.Kept.class);
    assertThat(small.keys(1).getFirst()).isEqualTo(near);
    assertThat(small.size()).isEqualTo(10);
  }

  @Test
  void bytesAreLimited() {
    var small = new Store(SELF, new Store.Limits(1000, 10_000, 10_000), new PlainValues());
    var random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      var value = new Value.Bin(Bytes.of(new byte[random.nextInt(2000)]));
      small.put(Key.random(random), value, null, NOW);
      assertThat(small.bytes()).isLessThanOrEqualTo(10_000);
    }
    assertThat(small.size()).isPositive();
    small.expire(NOW.plus(WEEK));
    assertThat(small.bytes()).isZero();
  }

  @Test
  void nobodyGetsMoreThanAShare() {
    var small = new Store(SELF, new Store.Limits(1000, 10_000, 2_500), new PlainValues());
    var random = new Random(1);
    for (int i = 0; i < 9; i++) {
      assertThat(small.put(Key.random(random), str("v"), ONE, NOW))
          .isInstanceOf(Outcome.Kept.class);
    }
    assertThat(small.put(KEY, str("v"), ONE, NOW)).isEqualTo(new Outcome.Refused("share"));
    assertThat(small.put(KEY, str("v"), TWO, NOW)).isInstanceOf(Outcome.Kept.class);
    assertThat(small.put(KEY, str("w"), ONE, NOW)).isEqualTo(new Outcome.Refused("share"));
    assertThat(small.get(KEY, NOW)).contains(str("v"));
  }

  @Test
  void whatNobodySpreadForAWhileIsFound() {
    var hour = Duration.ofHours(1);
    store.put(KEY, str("a"), ONE, NOW);
    assertThat(store.notSpread(NOW.plus(hour).minusMillis(1), hour, 10)).isEmpty();
    assertThat(store.notSpread(NOW.plus(hour), hour, 10)).containsExactly(KEY);
    store.spread(KEY, NOW.plus(hour));
    assertThat(store.notSpread(NOW.plus(hour), hour, 10)).isEmpty();
    assertThat(store.get(KEY, NOW.plus(WEEK))).isEmpty();
  }

  private static Value str(String text) {
    return new Value.Str(text);
  }

  /** Joins texts, and keeps them up to one moment. */
  private static final class Joining implements ValuePolicy {
    static final Instant END = NOW.plusSeconds(60);

    @Override
    public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
      var joined =
          present instanceof Value.Str(var a) && incoming instanceof Value.Str(var b)
              ? str(a + b)
              : incoming;
      return new Judgement.Keep(joined, END);
    }

    @Override
    public Optional<Value> combine(Key key, List<Value> values, Instant now) {
      return Optional.of(values.getFirst());
    }
  }
}
