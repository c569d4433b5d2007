package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
  @Test
  void whateverIsPutComesBackInItsOrder() {
    var chance = new Random(1);
    var ring = new Ring();
    var put = 0;
    var taken = 0;
    for (int i = 0; i < 20_000; i++) {
      var some = new byte[chance.nextInt(3) == 0 ? chance.nextInt(3000) : chance.nextInt(3)];
      for (int k = 0; k < some.length; k++) {
        some[k] = (byte) put++;
      }
      ring.put(ByteBuffer.wrap(some));
      var target = new byte[2000];
      var count = ring.take(target, 5, chance.nextInt(1995));
      for (int k = 0; k < count; k++) {
        assertThat(target[5 + k]).isEqualTo((byte) taken++);
      }
      assertThat(ring.size()).isEqualTo(put - taken);
    }
    assertThat(ring.clear()).isEqualTo(put - taken);
    assertThat(ring.size()).isZero();
    assertThat(ring.take(new byte[5], 0, 5)).isZero();
  }
}
