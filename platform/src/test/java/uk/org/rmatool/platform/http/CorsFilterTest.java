package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.servlet.Recorded;

class CorsFilterTest {
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private static Recorded.Exchange exchange(
      String origins, String method, String path, Map<String, String> headers) throws Exception {
    var filter = new CorsFilter();
    var config = CorsFilter.class.getDeclaredField("config");
    config.setAccessible(true);
    config.set(filter, new HttpConfig(origins, 1000, 10, Optional.of(9991)));
    var exchange = new Recorded.Exchange(method, path, headers);
    filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
    return exchange;
  }

  @Test
  void anyOriginMayReadWhereAllAreAllowed() throws Exception {
    var exchange = exchange("*", "GET", "/health", Map.of());
    assertThat(exchange.header(ALLOWED)).isEqualTo("*");
    assertThat(exchange.passedOn()).isTrue();
  }

  @Test
  void anOriginThatIsNotAllowedIsAnsweredWithoutPermission() throws Exception {
    var exchange = exchange("none", "GET", "/health", Map.of("Origin", "https://evil.example"));
    assertThat(exchange.header(ALLOWED)).isNull();
    assertThat(exchange.header("Vary")).isEqualTo("Origin");
    assertThat(exchange.passedOn()).isTrue();
  }

  @Test
  void theOpenApiPageOfTheProgramMayCallItWhereNoneAreAllowed() throws Exception {
    var page = Map.of("Origin", "http://localhost:9991", "Host", "localhost:8080");
    var exchange = exchange("none", "GET", "/health", page);
    assertThat(exchange.header(ALLOWED)).isEqualTo("http://localhost:9991");
    assertThat(exchange.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void preflightsAreAnsweredAndGoNoFurther() throws Exception {
    var asked =
        Map.of(
            "Origin", "https://a.example",
            "Access-Control-Request-Method", "DELETE",
            "Access-Control-Request-Headers", "content-type, x-y\r\nEvil: 1");
    for (var path : new String[] {"/api/worker/register", "/service/upload/extract"}) {
      var exchange = exchange("*", "OPTIONS", path, asked);
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.passedOn()).isFalse();
      assertThat(exchange.header("Access-Control-Allow-Methods")).contains("DELETE");
      assertThat(exchange.header("Access-Control-Allow-Headers"))
          .isEqualTo("content-type, x-yEvil 1");
    }
  }

  @Test
  void plainOptionsCallsAreForServicesAndPreflightsElsewhere() throws Exception {
    assertThat(exchange("*", "OPTIONS", "/service/x/y", Map.of()).passedOn()).isTrue();
    assertThat(exchange("*", "OPTIONS", "/api/service/x", Map.of()).passedOn()).isTrue();
    assertThat(exchange("*", "OPTIONS", "/health", Map.of()).passedOn()).isFalse();
  }
}
