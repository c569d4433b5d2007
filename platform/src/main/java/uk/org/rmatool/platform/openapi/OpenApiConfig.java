package uk.org.rmatool.platform.openapi;

import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;

/** Where the API is that the OpenAPI document describes. */
@Component
public class OpenApiConfig {
  private final Optional<URI> publicUrl;
  private final Optional<Integer> httpPort;

  /**
   * Read at start.
   *
   * @param publicUrl the address under which callers reach this program, if it has one beside its
   *     port, such as <code>https://rma.example.org</code>
   * @param httpPort the public port that the server listens at
   */
  @Inject
  public OpenApiConfig(
      @ConfigProperty(name = "public.url") Optional<String> publicUrl,
      @ConfigProperty(name = "http.port") Optional<Integer> httpPort) {
    this.publicUrl = publicUrl.filter(url -> !url.isBlank()).map(OpenApiConfig::address);
    this.httpPort = httpPort.filter(port -> port > 0);
  }

  Optional<URI> publicUrl() {
    return publicUrl;
  }

  Optional<Integer> httpPort() {
    return httpPort;
  }

  private static URI address(String url) {
    try {
      return AnnouncedAddress.parse(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "PUBLIC_URL is '%s', which %s".formatted(url, e.getMessage()), e);
    }
  }
}
