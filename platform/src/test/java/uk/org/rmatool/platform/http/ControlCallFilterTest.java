package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.platform.servlet.Recorded;

class ControlCallFilterTest {
  private static final String CONTROL = "/api/worker/heartbeat";

  private static ControlCallFilter filter(int maxInFlight) throws Exception {
    var filter = new ControlCallFilter();
    var config = ControlCallFilter.class.getDeclaredField("config");
    config.setAccessible(true);
    config.set(filter, new HttpConfig("*", 1000, maxInFlight, Optional.empty()));
    return filter;
  }

  private static Recorded.Exchange call(ControlCallFilter filter, String path) throws Exception {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Content-Type | garbage                                                   | 400",
        "Accept       | foo                                                       | 400",
        "Accept       | text/html, foo;q=1                                        | 400",
        "Content-Type | application/json; charset=utf-8                           | 200",
        "Content-Type | multipart/form-data; boundary=\"a,b\"                     | 200",
        "Accept       | text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2      | 200",
        "Accept       | application/json;q=0.9,text/plain                         | 200",
      })
  void mediaTypesThatAreNoneAreMalformed(String name, String value, int status) throws Exception {
    var exchange = new Recorded.Exchange("POST", CONTROL, Map.of(name, value));
    filter(1).doFilter(exchange.request(), exchange.response(), exchange.chain());
    assertThat(exchange.passedOn()).isEqualTo(status == 200);
    assertThat(exchange.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/worker/find/%FF, 400",
    "/api/worker/find/%C0%80, 400",
    "/api/worker/find/%C3, 400",
    "/api/worker/find/%2, 400",
    "/api/worker/find/%zz, 400",
    "/api/worker/find/%C3%A9%2Fa+b, 200",
    "/service/x/%FF, 200"
  })
  void aPathIsInUtf8ButForServicesThatMayTakeOthers(String path, int status) throws Exception {
    assertThat(call(filter(1), path).status()).isEqualTo(status);
  }
}
