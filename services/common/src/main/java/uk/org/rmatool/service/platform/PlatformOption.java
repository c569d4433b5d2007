package uk.org.rmatool.service.platform;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of services that call others, to be mixed into their own. */
public final class PlatformOption {
  @Option(
      names = "--platform",
      paramLabel = "URL",
      description =
          "Address of a router or coordinator, through which other services are called; without it"
              + " none is.")
  @Nullable URI address;

  /** Where the platform is; empty when there is none. */
  public Optional<URI> address() {
    return Optional.ofNullable(address);
  }

  /** Throws {@link IllegalArgumentException} with a sentence when it cannot be called. */
  public void check() {
    if (address != null && (address.getHost() == null || !isHttp(address))) {
      throw new IllegalArgumentException(
          "--platform must be an http or https URL, not %s.".formatted(address));
    }
  }

  private static boolean isHttp(URI address) {
    return "http".equalsIgnoreCase(address.getScheme())
        || "https".equalsIgnoreCase(address.getScheme());
  }
}
