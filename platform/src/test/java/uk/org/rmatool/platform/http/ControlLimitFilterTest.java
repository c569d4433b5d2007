package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.servlet.Recorded;

class ControlLimitFilterTest {
  private static final String CONTROL = "/api/worker/heartbeat";

  private static ControlLimitFilter filter(int maxInFlight) throws Exception {
    var filter = new ControlLimitFilter();
    var config = ControlLimitFilter.class.getDeclaredField("config");
    config.setAccessible(true);
    config.set(filter, new HttpConfig("*", 1000, maxInFlight, Optional.empty()));
    return filter;
  }

  private static Recorded.Exchange call(ControlLimitFilter filter, String path) throws Exception {
    var exchange = new Recorded.Exchange("POST", path, Map.of());
    filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
    return exchange;
  }

  @Test
  void oneCallTooManyIs429UntilAnotherHasEnded() throws Exception {
    var filter = filter(1);
    var second = new AtomicReference<Recorded.Exchange>();
    var service = new AtomicReference<Recorded.Exchange>();
    var first = new Recorded.Exchange("POST", CONTROL, Map.of());
    filter.doFilter(
        first.request(),
        first.response(),
        (request, response) -> {
          try {
            second.set(call(filter, CONTROL));
            service.set(call(filter, "/service/upload/extract"));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(second.get().passedOn()).isFalse();
    assertThat(second.get().status()).isEqualTo(429);
    assertThat(second.get().header("Retry-After")).isEqualTo("2");
    assertThat(service.get().passedOn()).as("a service call").isTrue();
    assertThat(call(filter, CONTROL).passedOn()).as("after the first has ended").isTrue();
  }
}
