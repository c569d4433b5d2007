package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A router and its coordinator that have ports for HTTP/2 in clear text, by which they are called
 * and call each other. Nobody kills them.
 */
public final class FrontedPair implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(FrontedPair.class);
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The two servers, and where they are called. */
  public record Pair(Server router, Server coordinator, Http routerFront, Http coordinatorFront)
      implements AutoCloseable {
    @Override
    public void close() {
      coordinator.close();
      router.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Pair.class;
  }

  @Override
  public Pair resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("pair", key -> start(SharedPlatform.platform(context)), Pair.class);
  }

  private static Pair start(Platform beside) {
    try {
      var database = Server.Database.create(beside, "fronted");
      var routerPort = FreePorts.port();
      var coordinatorPort = FreePorts.port();
      var router =
          Server.start(
                  "router",
                  "fronted-router",
                  database,
                  Map.of("HTTP2_PORT", Integer.toString(routerPort)))
              .awaitReady();
      var coordinator =
          Server.start(
                  "coordinator",
                  "fronted-coordinator",
                  database,
                  Map.of(
                      "ROUTER_URL", router.http().base().toString(),
                      "HTTP2_PORT", Integer.toString(coordinatorPort),
                      "COORDINATOR_PUBLIC_URL", "http://127.0.0.1:" + coordinatorPort))
              .awaitReady();
      Await.until(
          "the coordinator is known",
          SOON,
          () -> router.http().get("/health").object().getInt("coordinators") == 1);
      return new Pair(router, coordinator, at(routerPort), at(coordinatorPort));
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Http at(int port) {
    return new Http(URI.create("http://127.0.0.1:" + port));
  }
}
