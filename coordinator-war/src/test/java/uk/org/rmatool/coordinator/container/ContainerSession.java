package uk.org.rmatool.coordinator.container;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What the tests in the container need before the first of them and until after the last: a
 * PostgreSQL with the coordinator's tables, and a Liberty server laid out as the coordinator's is,
 * which Arquillian starts. Does nothing for the other tests.
 */
public final class ContainerSession implements LauncherSessionListener {
  private static final Path LIBERTY = Path.of("../src/main/liberty");

  private EmbeddedPostgres database;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    var folder = System.getProperty("container.folder");
    if (folder == null) {
      return;
    }
    try {
      database = EmbeddedPostgres.start();
      Flyway.configure()
          .dataSource(database.getPostgresDatabase())
          .schemas("coordinator")
          .locations("filesystem:../db/migration/coordinator")
          .load()
          .migrate();
      // Arquillian finds servers by their names, and other builds may run on this machine
      var server = "coordinator" + System.getProperty("container.http.port");
      System.setProperty("container.server", server);
      layOut(Path.of(folder), server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try {
      if (database != null) {
        database.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void layOut(Path user, String name) throws IOException {
    var config = Files.createDirectories(user.resolve("shared/config"));
    for (var file : List.of("common.xml", "database.xml")) {
      copy(LIBERTY.resolve(file), config.resolve(file));
    }
    copy(
        driver(),
        Files.createDirectories(user.resolve("shared/resources")).resolve("postgresql.jar"));
    var server = Files.createDirectories(user.resolve("servers").resolve(name));
    Files.createDirectories(server.resolve("dropins"));
    copy(LIBERTY.resolve("coordinator/jvm.options"), server.resolve("jvm.options"));
    Files.writeString(server.resolve("server.xml"), SERVER);
    Files.write(
        server.resolve("server.env"),
        List.of(
            // Liberty's script takes whatever java it finds; the tests' own is the right one
            "JAVA_HOME=" + System.getProperty("java.home"),
            "HTTP_PORT=" + System.getProperty("container.http.port"),
            "MANAGEMENT_PORT=" + System.getProperty("container.management.port"),
            "DB_PORT=" + database.getPort(),
            "DB_NAME=postgres",
            "DB_USER=postgres",
            "RMA_STATE_DIR=" + server.toAbsolutePath().resolve("state"),
            "DHT_ENABLED=false",
            "WORKER_DEGRADED_AFTER=PT1S",
            "WORKER_EXPIRED_AFTER=PT1S",
            "CLEANUP_INTERVAL=PT1H"));
  }

  /** The coordinator's configuration, opened for an application that comes and goes. */
  private static final String SERVER =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <server>
        <featureManager>
          <feature>localConnector-1.0</feature>
        </featureManager>
        <include location="${shared.config.dir}/common.xml"/>
        <include location="${shared.config.dir}/database.xml"/>
        <applicationMonitor updateTrigger="polled" pollingRate="250ms"/>
      </server>
      """;

  private static Path driver() {
    try {
      return Path.of(
          org.postgresql.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
