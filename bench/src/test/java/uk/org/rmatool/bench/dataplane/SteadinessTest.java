package uk.org.rmatool.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  @Test
  void aRateThatStillGrowsIsNotSteady() {
    assertThat(steady(100, 200, 300, 400, 500, 600)).isFalse();
  }

  @Test
  void threeRoundsThatBringNoMoreAreSteady() {
    assertThat(steady(100, 200, 300, 301, 299)).isFalse();
    assertThat(steady(100, 200, 300, 301, 299, 305)).isTrue();
  }

  @Test
  void fewRoundsTellNothing() {
    assertThat(steady(100, 100, 100, 100)).isFalse();
  }

  private static boolean steady(double... rates) {
    var steadiness = new Steadiness();
    DoubleStream.of(rates).forEach(steadiness::add);
    return steadiness.isSteady();
  }
}
