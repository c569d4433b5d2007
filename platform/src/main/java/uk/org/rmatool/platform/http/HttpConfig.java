package uk.org.rmatool.platform.http;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits and permissions of the control API. */
@Component
public class HttpConfig {
  private final List<String> allowedOrigins;
  private final int maxBodyBytes;

  /**
   * Read at start.
   *
   * @param allowedOrigins origins that browsers may call from, separated by commas; <code>*</code>
   *     is any
   * @param maxBodyBytes largest body of a control call in bytes; service traffic is not limited by
   *     it
   */
  @Inject
  public HttpConfig(
      @ConfigProperty(name = "allowed.origins", defaultValue = "*") String allowedOrigins,
      @ConfigProperty(name = "control.max.body.bytes", defaultValue = "262144") int maxBodyBytes) {
    this.allowedOrigins = Arrays.stream(allowedOrigins.split(",")).map(String::strip).toList();
    this.maxBodyBytes = maxBodyBytes;
  }

  boolean allowsAnyOrigin() {
    return allowedOrigins.contains("*");
  }

  boolean allows(String origin) {
    return allowsAnyOrigin() || allowedOrigins.contains(origin);
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }
}
