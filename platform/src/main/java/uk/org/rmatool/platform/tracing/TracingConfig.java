package uk.org.rmatool.platform.tracing;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Whether calls are traced. Where traces go say OpenTelemetry's own settings. */
@Component
public class TracingConfig {
  private final boolean disabled;

  /**
   * Read at start.
   *
   * @param disabled <code>false</code> traces calls
   */
  @Inject
  public TracingConfig(
      @ConfigProperty(name = "otel.sdk.disabled", defaultValue = "true") String disabled) {
    this.disabled = disabled.equalsIgnoreCase("true");
    if (!this.disabled && !disabled.equalsIgnoreCase("false")) {
      throw new IllegalArgumentException(
          "OTEL_SDK_DISABLED '%s' must be true or false.".formatted(disabled));
    }
  }

  boolean isDisabled() {
    return disabled;
  }
}
