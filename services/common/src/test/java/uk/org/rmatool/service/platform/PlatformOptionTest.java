package uk.org.rmatool.service.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformOptionTest {
  private final PlatformOption option = new PlatformOption();

  @ParameterizedTest
  @ValueSource(strings = {"ftp://router", "router:9080", "/router", "http:///path"})
  void whatCannotBeCalledIsRefused(String address) {
    option.address = URI.create(address);
    assertThatThrownBy(option::check)
        .hasMessage("--platform must be an http or https URL, not " + address + ".");
  }

  @Test
  void anAddressIsTakenAndNoneIsNeeded() {
    option.check();
    assertThat(option.address()).isEmpty();
    option.address = URI.create("HTTPS://router:9443");
    option.check();
    assertThat(option.address()).contains(option.address);
  }
}
