package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.Signal;

/**
 * A router without coordinators and a coordinator without a router, both with empty registries.
 * Whoever registers something there removes it afterwards.
 */
public final class EmptyPair implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(EmptyPair.class);

  /** The two servers and their database. */
  public record Pair(Http router, Http coordinator, Running running) implements AutoCloseable {
    @Override
    public void close() {
      running.router().close();
      running.coordinator().close();
      Server.stop(running.database(), Signal.INT);
    }
  }

  private record Running(Server router, Server coordinator, Process database) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Pair.class;
  }

  @Override
  public Pair resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("pair", key -> start(), Pair.class);
  }

  private static Pair start() {
    try {
      var home = new Home(Checkout.home("pair-database"));
      EmbeddedDatabase.clearLeftover(home);
      Checkout.delete(home.folder());
      home.prepare();
      var embedded = EmbeddedDatabase.prepare(home, FreePorts.offset(), line -> {});
      var process = new Launcher().launch(embedded.launch());
      Await.until("the database is ready", Duration.ofMinutes(1), embedded::ready);
      embedded.createRoleAndDatabase();
      var database =
          new Server.Database(embedded.port(), EmbeddedDatabase.NAME, embedded.password())
              .migrated();
      var router = Server.start("router", "pair-router", database, Map.of());
      var coordinator = Server.start("coordinator", "pair-coordinator", database, Map.of());
      router.awaitReady();
      coordinator.awaitReady();
      return new Pair(router.http(), coordinator.http(), new Running(router, coordinator, process));
    } catch (IOException | SQLException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
