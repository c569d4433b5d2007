package uk.org.rmatool.system.rig;

import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one platform for all tests that only call it, started when the first of them asks, and whole
 * then. Nobody stops or kills anything of it, registers CPU workers at it (they would be given
 * documents to read), or counts on being alone.
 */
public final class SharedPlatform implements ParameterResolver, BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedPlatform.class);

  /** After this time another node is asked the same, where that is allowed. */
  public static final int HEDGE_AFTER_SECONDS = 3;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SERVICE_HEDGE_AFTER",
          "PT" + HEDGE_AFTER_SECONDS + "S",
          "HEARTBEAT_INTERVAL",
          "PT3S",
          "GATEWAY_KEEP_ALIVE",
          "PT1S",
          "ACCESS_LOG",
          "true");

  @Override
  public void beforeAll(ExtensionContext context) {
    var unused = platform(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return platform(context);
  }

  /** The shared platform, for extensions that need it. */
  public static Platform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("platform", key -> start(), Platform.class);
  }

  private static Platform start() {
    var platform = Platform.start("shared", ENVIRONMENT);
    try {
      platform.awaitWhole();
    } catch (AssertionError e) {
      platform.close();
      throw e;
    }
    return platform;
  }
}
