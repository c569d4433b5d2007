package uk.org.rmatool.jkademlia.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void aNamesKeyIsItsSha1() {
    assertThat(Key.named("abc")).hasToString("a9993e364706816aba3e25717850c26c9cd0d89d");
  }

  @Test
  void onlyTwentyBytesAreAKey() {
    assertThatThrownBy(() -> Key.of(Bytes.of(new byte[19])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void keysAreTheirBytes(@ForAll long seed) {
    var key = key(seed);
    assertThat(Key.of(key.bytes())).isEqualTo(key);
    assertThat(Key.of(Bytes.ofHex(key.toString()))).isEqualTo(key);
  }

  @Property
  void distancesAreComparedAsTheNumbersTheyAre(
      @ForAll long one, @ForAll long two, @ForAll long to) {
    var target = key(to);
    var order = distance(target, key(one)).compareTo(distance(target, key(two)));
    assertThat(Integer.signum(target.compareDistance(key(one), key(two)))).isEqualTo(order);
  }

  @Property
  void theSharedPrefixIsWhatTheDistanceLeavesOfTheBits(@ForAll long one, @ForAll long two) {
    assertThat(key(one).sharedPrefix(key(two)))
        .isEqualTo(Key.BITS - distance(key(one), key(two)).bitLength());
  }

  @Test
  void aKeySharesAllItsBitsWithItself() {
    assertThat(key(7).sharedPrefix(key(7))).isEqualTo(Key.BITS);
    var key = key(7);
    assertThat(key.sharedPrefix(new Key(key.high(), key.middle(), key.low() ^ 1))).isEqualTo(159);
    assertThat(key.sharedPrefix(new Key(key.high(), key.middle() ^ 1, key.low()))).isEqualTo(127);
  }

  @Property
  void aPointSharesAsManyBitsAsItShould(@ForAll @IntRange(max = 159) int bits, @ForAll long rest) {
    assertThat(key(1).sharing(bits, key(rest)).sharedPrefix(key(1))).isEqualTo(bits);
  }

  private static Key key(long seed) {
    return Key.random(new Random(seed));
  }

  private static BigInteger distance(Key a, Key b) {
    return new BigInteger(a.toString(), 16).xor(new BigInteger(b.toString(), 16));
  }
}
