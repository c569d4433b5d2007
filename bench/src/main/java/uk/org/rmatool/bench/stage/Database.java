package uk.org.rmatool.bench.stage;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.migrate.SchemaMigrations;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;

/** An embedded PostgreSQL, fsync and synchronous_commit on, with every schema in it. */
public final class Database {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);

  private final EmbeddedDatabase embedded;
  private final Launcher launcher;
  private Process process;

  Database(Home home, int firstPort, Launcher launcher) throws Exception {
    this.launcher = launcher;
    embedded = EmbeddedDatabase.prepare(home, firstPort, System.err::println);
    process = launch();
    embedded.createRoleAndDatabase();
    new SchemaMigrations().migrate(embedded.jdbcUrl(), EmbeddedDatabase.USER, embedded.password());
  }

  private Process launch() throws IOException, InterruptedException {
    var launched = launcher.launch(embedded.launch());
    if (!Wait.until(START, POLL, embedded::ready)) {
      throw new Failure("the database is not ready after " + START.toSeconds() + " s");
    }
    return launched;
  }

  /** Ends PostgreSQL as its administrator would ({@code pg_ctl stop -m fast}). */
  public void stop() throws InterruptedException {
    Stopping.stop(ProcessIdentity.of(process.toHandle()), Signal.INT, STOP);
  }

  /** Starts it again; returns when it takes connections. */
  public void start() throws IOException, InterruptedException {
    process = launch();
  }

  /** A connection of the programs' own role. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        embedded.jdbcUrl(), EmbeddedDatabase.USER, embedded.password());
  }

  /** CPU time of all its processes in microseconds. */
  public long cpuMicros() {
    return Cpu.microsWithChildren(process.pid());
  }

  Map<String, String> settings() {
    return Map.of(
        "DB_HOST",
        "127.0.0.1",
        "DB_PORT",
        Integer.toString(embedded.port()),
        "DB_NAME",
        EmbeddedDatabase.NAME,
        "DB_USER",
        EmbeddedDatabase.USER,
        "DB_PASSWORD",
        embedded.password());
  }
}
