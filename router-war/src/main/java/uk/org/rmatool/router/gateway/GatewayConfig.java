package uk.org.rmatool.router.gateway;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits of the OpenAI-compatible gateway. */
@Component
public class GatewayConfig {
  private final int maxBodyBytes;
  private final Duration keepAlive;
  private final Duration continueWithin;
  private final Duration usageKept;

  /**
   * Read at start.
   *
   * @param maxBodyBytes largest body of a request in bytes
   * @param keepAlive how long a stream may be silent before the client gets a comment
   * @param continueWithin how long a stream that broke off waits for somebody who continues it
   * @param usageKept how long it is kept what a request used
   */
  @Inject
  public GatewayConfig(
      @ConfigProperty(name = "gateway.max.body.bytes", defaultValue = "4194304") int maxBodyBytes,
      @ConfigProperty(name = "gateway.keep.alive", defaultValue = "PT15S") Duration keepAlive,
      @ConfigProperty(name = "gateway.continue.within", defaultValue = "PT10S")
          Duration continueWithin,
      @ConfigProperty(name = "gateway.usage.kept", defaultValue = "P90D") Duration usageKept) {
    if (!keepAlive.isPositive()) {
      throw new IllegalArgumentException(
          "GATEWAY_KEEP_ALIVE '%s' is no time.".formatted(keepAlive));
    }
    this.maxBodyBytes = maxBodyBytes;
    this.keepAlive = keepAlive;
    this.continueWithin = continueWithin;
    this.usageKept = usageKept;
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }

  Duration keepAlive() {
    return keepAlive;
  }

  Duration continueWithin() {
    return continueWithin;
  }

  Duration usageKept() {
    return usageKept;
  }
}
