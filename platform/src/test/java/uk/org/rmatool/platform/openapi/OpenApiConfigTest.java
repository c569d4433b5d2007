package uk.org.rmatool.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenApiConfigTest {
  @Test
  void addressesAreTakenAsGiven() {
    var config = new OpenApiConfig(Optional.of("https://rma.example.org/"), Optional.of(9080));
    assertThat(config.publicUrl()).contains(URI.create("https://rma.example.org"));
    assertThat(config.httpPort()).contains(9080);
  }

  @Test
  void whatIsNotSetIsAbsent() {
    var config = new OpenApiConfig(Optional.of(" "), Optional.of(-1));
    assertThat(config.publicUrl()).isEmpty();
    assertThat(config.httpPort()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneIsRefusedByName() {
    assertThatThrownBy(() -> new OpenApiConfig(Optional.of("rma.example.org"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PUBLIC_URL is 'rma.example.org', which must be");
  }
}
