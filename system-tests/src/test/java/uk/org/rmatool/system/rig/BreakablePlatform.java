package uk.org.rmatool.system.rig;

import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A platform for tests that kill, stop and freeze. Each of them begins with everything ready,
 * whatever the one before has done.
 */
public final class BreakablePlatform implements ParameterResolver, BeforeEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BreakablePlatform.class);

  private static final Map<String, String> ENVIRONMENT =
      Map.of("HEARTBEAT_INTERVAL", "PT3S", "ROUTER_HEARTBEAT_INTERVAL", "PT5S");

  @Override
  public void beforeEach(ExtensionContext context) {
    platform(context).awaitWhole();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return platform(context);
  }

  private static Platform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "platform", key -> Platform.start("breakable", ENVIRONMENT), Platform.class);
  }
}
