package uk.org.rmatool.cli.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;

/** A PostgreSQL that somebody else runs, with an empty database for a coordinator. */
final class RunningDatabase implements AutoCloseable {
  private static final int PORT_OFFSET = 3400;

  private final EmbeddedDatabase database;
  private final ProcessIdentity server;

  private RunningDatabase(EmbeddedDatabase database, ProcessIdentity server) {
    this.database = database;
    this.server = server;
  }

  static RunningDatabase start(Path folder) throws Exception {
    var home = new Home(folder);
    home.prepare();
    var database = EmbeddedDatabase.prepare(home, PORT_OFFSET, System.out::println);
    var process = new Launcher().launch(database.launch());
    var running = new RunningDatabase(database, ProcessIdentity.of(process.toHandle()));
    assertThat(Wait.until(Duration.ofSeconds(60), Duration.ofMillis(100), database::ready))
        .isTrue();
    database.createRoleAndDatabase();
    return running;
  }

  String url(String password) {
    return "postgresql://%s:%s@127.0.0.1:%d/%s"
        .formatted(EmbeddedDatabase.USER, password, port(), EmbeddedDatabase.NAME);
  }

  int port() {
    return database.port();
  }

  String password() {
    return database.password();
  }

  List<String> tables(String schema) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection =
            DriverManager.getConnection(
                database.jdbcUrl(), EmbeddedDatabase.USER, database.password());
        var rows = connection.getMetaData().getTables(null, schema, "%", new String[] {"TABLE"})) {
      while (rows.next()) {
        found.add(rows.getString("TABLE_NAME"));
      }
    }
    return found;
  }

  @Override
  public void close() {
    try {
      Stopping.stop(server, database.launch().signal(), Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
