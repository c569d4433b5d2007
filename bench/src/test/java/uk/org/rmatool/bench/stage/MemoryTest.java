package uk.org.rmatool.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final Offset<Double> EXACTLY = within(1e-9);

  @Test
  void residentMemoryIsReadFromTheProcessStatus() {
    var memory = Memory.parse(List.of("Name:\tjava", "VmHWM:\t  500000 kB", "VmRSS:\t  250000 kB"));
    assertThat(memory.now()).isEqualTo(256, EXACTLY);
    assertThat(memory.most()).isEqualTo(512, EXACTLY);
  }

  @Test
  void aProcessThatHasEndedTakesNothing() {
    assertThat(Memory.of(Long.MAX_VALUE)).isEqualTo(new Memory(0, 0));
  }
}
