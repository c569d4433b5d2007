package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConfigTest {
  private static final Optional<Integer> MANAGEMENT = Optional.of(9991);

  private static HttpConfig config(String origins) {
    return new HttpConfig(origins, 1000, 10, MANAGEMENT);
  }

  @Test
  void aStarAllowsEveryOrigin() {
    assertThat(config("*").allowsAnyOrigin()).isTrue();
    assertThat(config("*").allows("https://anywhere.example", "here")).isTrue();
  }

  @Test
  void namedOriginsAreAllowedAndNoOthers() {
    var config = config("https://a.example, https://b.example");
    assertThat(config.allows("https://a.example", "here")).isTrue();
    assertThat(config.allows("https://b.example", "here")).isTrue();
    assertThat(config.allows("https://c.example", "here")).isFalse();
    assertThat(config.allows("https://a.example.evil.example", "here")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:9991, localhost",
    "http://localhost:9991, 127.0.0.1",
    "http://127.0.0.1:9991, localhost",
    "http://[::1]:9991, localhost",
    "http://localhost:9991, [::1]",
    "http://10.1.2.3:9991, 10.1.2.3",
    "http://coordinator-0:9991, Coordinator-0",
  })
  void theProgramsOwnOpenApiPageMayAlwaysCallIt(String origin, String host) {
    assertThat(config("none").allows(origin, host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:9991, coordinator.example",
    "http://evil.example:9991, localhost",
    "http://evil.example:9991, coordinator.example",
    "http://localhost:9992, localhost",
    "http://localhost, localhost",
    "https://localhost:9991, localhost",
    "http://localhost:9991/, localhost",
    "http://user@localhost:9991, localhost",
    "http://localhost:09991, localhost",
    "http://localhost.evil.example:9991, localhost",
  })
  void otherPagesAreNotTakenForIt(String origin, String host) {
    assertThat(config("none").allows(origin, host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "", "http://", "http://[", "file://", "\u0000"})
  void originsThatAreNoAddressAreRefused(String origin) {
    assertThat(config("none").allows(origin, "localhost")).isFalse();
  }

  @Test
  void withoutManagementPortNoPageIsItsOwn() {
    for (var port : new Optional<?>[] {Optional.empty(), Optional.of(-1)}) {
      var config = new HttpConfig("none", 1000, 10, port.map(Integer.class::cast));
      assertThat(config.allows("http://localhost:-1", "localhost")).isFalse();
      assertThat(config.allows("http://localhost:9991", "localhost")).isFalse();
    }
  }
}
