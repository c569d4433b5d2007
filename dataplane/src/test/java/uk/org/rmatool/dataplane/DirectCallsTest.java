package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.tracing.RecordedTraces;
import uk.org.rmatool.platform.tracing.Tracing;

class DirectCallsTest {
  private final TestDispatch test = new TestDispatch();
  private final RecordedTraces traces = new RecordedTraces();
  private final TestDirect direct = new TestDirect();

  @AfterEach
  void stop() {
    test.close();
    traces.close();
    direct.close();
  }

  private boolean on(
      Routes way, Tracing tracing, String hedgeAfter, boolean throttled, boolean logged) {
    return new DirectCalls(
            way,
            test.balancer,
            test.traffic,
            test.config,
            new Tries.Factory(way, test.balancer, test.traffic, test.config),
            tracing,
            new HedgingConfig(hedgeAfter),
            throttles(throttled),
            new DirectConfig(logged))
        .isOn();
  }

  @SuppressWarnings("unchecked")
  private static Instance<Throttle> throttles(boolean some) {
    return (Instance<Throttle>)
        Proxy.newProxyInstance(
            DirectCallsTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("isUnsatisfied");
              return !some;
            });
  }

  @Test
  void thereAreNoneWhereTheContainerDoesMoreThanToPassCallsOn() {
    var off = Tracing.off();
    assertThat(on(direct.routes(), off, "off", false, false)).isTrue();
    assertThat(on(direct.routes(), traces.tracing(), "off", false, false)).as("traces").isFalse();
    assertThat(on(direct.routes(), off, "p95", false, false)).as("hedging by percentile").isFalse();
    assertThat(on(direct.routes(), off, "PT1S", false, false)).as("hedging").isFalse();
    assertThat(on(direct.routes(), off, "off", true, false)).as("bandwidth").isFalse();
    assertThat(on(direct.routes(), off, "off", false, true)).as("access log").isFalse();
    Routes others = (call, request) -> TestDispatch.nodes(Map.of(), call);
    assertThat(on(others, off, "off", false, false)).as("worker").isFalse();
  }
}
