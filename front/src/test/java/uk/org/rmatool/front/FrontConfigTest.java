package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontConfigTest {
  private static final Optional<Path> FILE = Optional.of(Path.of("tls.pem"));

  private static FrontConfig config(int port, Optional<Path> certificate, Optional<Path> key) {
    return new FrontConfig(port, certificate, key, "*", Optional.of(9080));
  }

  @Test
  void isOffUnlessItIsSet() {
    assertThat(config(-1, Optional.empty(), Optional.empty()).isOn()).isFalse();
    assertThat(config(-1, FILE, Optional.empty()).isOn()).as("nobody asks for TLS").isFalse();
  }

  @Test
  void speaksTlsWithACertificateAndItsKey() {
    assertThat(config(8443, FILE, FILE).tls()).isPresent();
    assertThat(config(8443, Optional.empty(), Optional.empty()).tls()).isEmpty();
  }

  @Test
  void wantsBothFilesOrNeither() {
    assertThatThrownBy(() -> config(8443, FILE, Optional.empty()))
        .hasMessage(
            "TLS_CERTIFICATE is set and TLS_KEY is not; set both for TLS, or neither for clear"
                + " text.");
    assertThatThrownBy(() -> config(8443, Optional.empty(), FILE))
        .hasMessage(
            "TLS_KEY is set and TLS_CERTIFICATE is not; set both for TLS, or neither for clear"
                + " text.");
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 65_536})
  void wantsAPort(int port) {
    assertThatThrownBy(() -> config(port, Optional.empty(), Optional.empty()))
        .hasMessage("HTTP2_PORT is %d; it must be a port, or -1 for none.".formatted(port));
  }
}
