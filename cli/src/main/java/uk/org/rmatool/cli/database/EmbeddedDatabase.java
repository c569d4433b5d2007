package uk.org.rmatool.cli.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.database.DataFolder.Condition;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.PortHolder;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;

/**
 * A PostgreSQL of our own on a local port, durable (fsync and synchronous_commit on), with one
 * database and one role for the platform. It prepares and describes the server; whoever supervises
 * it starts it.
 */
public final class EmbeddedDatabase {
  /** The role that reads the report views. */
  public static final String REPORT_USER = "rma_report";

  public static final String NAME = "rma";
  public static final String USER = "rma";

  private static final String SUPERUSER = "postgres";
  private static final int FIRST_PORT = 15432;
  private static final int PORTS_TRIED = 200;
  private static final Duration INITDB_DEADLINE = Duration.ofMinutes(2);
  private static final Duration LEFTOVER_DEADLINE = Duration.ofSeconds(15);

  private final Home home;
  private final DataFolder data;
  private final PostgresPrograms programs;
  private final List<String> asOrdinaryUser;
  private final String superPassword;
  private final String password;
  private final String reportPassword;
  private final int port;

  private EmbeddedDatabase(
      Home home, DataFolder data, PostgresPrograms programs, List<String> prefix, int port)
      throws IOException {
    this.home = home;
    this.data = data;
    this.programs = programs;
    this.asOrdinaryUser = prefix;
    this.port = port;
    superPassword = Secret.load(home.secrets().resolve("postgres-password"));
    password = Secret.load(home.secrets().resolve("rma-password"));
    reportPassword = Secret.load(home.secrets().resolve("rma_report-password"));
  }

  /**
   * Unpacks the programs, picks the port and makes sure that there is a whole data folder.
   *
   * @param firstPort added to the port that is tried first in a new home
   * @param say gets a line about anything unusual
   * @throws Failure if the data folder cannot be used
   */
  public static EmbeddedDatabase prepare(Home home, int firstPort, Consumer<String> say)
      throws IOException, InterruptedException {
    var data = new DataFolder(home.postgres().resolve("data"));
    if (data.condition() == Condition.HALF_WRITTEN) {
      say.accept(
          "  the database folder was only half written by an earlier start; moved to "
              + data.moveAside()
              + ", starting with an empty one");
    }
    var programs = PostgresPrograms.unpack(home.postgres());
    var database =
        new EmbeddedDatabase(home, data, programs, ordinaryUserPrefix(), port(home, firstPort));
    if (data.condition() == Condition.EMPTY) {
      database.initialise();
    }
    data.requireMajorVersion(database.majorVersion());
    return database;
  }

  /** Ends a server that an earlier, crashed run left on the data folder of this home. */
  public static void clearLeftover(Home home) throws IOException, InterruptedException {
    var data = new DataFolder(home.postgres().resolve("data"));
    var postmaster = data.postmaster().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
    if (postmaster.isEmpty()) {
      return;
    }
    var handle = postmaster.get();
    if (commandLine(handle).contains(data.folder().toString())) {
      Stopping.stop(ProcessIdentity.of(handle), Signal.INT, LEFTOVER_DEADLINE);
    } else {
      // The id belongs to somebody else by now, and PostgreSQL would refuse to start because of it.
      Files.deleteIfExists(data.pidFile());
    }
  }

  /** How to start the server. */
  public Launch launch() {
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.addAll(List.of(programs.postgres().toString(), "-D", data.folder().toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    for (var setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "timezone=UTC",
            "log_timezone=UTC",
            "max_connections=100")) {
      command.addAll(List.of("-c", setting));
    }
    return new Launch(
        command, Map.of(), List.of("PG"), home.postgres(), home.log("database"), Signal.INT);
  }

  /** Whether the server accepts our connections. */
  public boolean ready() {
    try (var connection = superuser()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Creates the platform's role and database where they are missing. The server must be ready. */
  public void createRoleAndDatabase() throws SQLException {
    try (var connection = superuser()) {
      if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
        execute(connection, "CREATE ROLE " + USER + " LOGIN CREATEROLE");
      }
      execute(connection, "ALTER ROLE " + USER + " PASSWORD '" + password + "'");
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
        execute(connection, "CREATE DATABASE " + NAME + " OWNER " + USER);
      }
    }
  }

  /** Gives the reporting role, which the migrations make, its password. */
  public void letReportsIn() throws SQLException {
    try (var connection = superuser()) {
      execute(connection, "ALTER ROLE " + REPORT_USER + " PASSWORD '" + reportPassword + "'");
    }
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  private Connection superuser() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", superPassword);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("ApplicationName", "rma up");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  private void initialise() throws IOException, InterruptedException {
    var passwordFile = home.secrets().resolve("postgres-password");
    var output =
        run(
            INITDB_DEADLINE,
            programs.initdb().toString(),
            "--pgdata=" + data.folder(),
            "--username=" + SUPERUSER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions");
    if (!Files.exists(data.folder().resolve("PG_VERSION"))) {
      throw new Failure("PostgreSQL could not create its data folder: " + lastLine(output));
    }
    data.markWhole();
  }

  private int majorVersion() throws IOException, InterruptedException {
    // "postgres (PostgreSQL) 18.6"
    var output = run(Duration.ofSeconds(20), programs.postgres().toString(), "--version").strip();
    var digits = output.substring(output.lastIndexOf(' ') + 1).replaceFirst("\\D.*", "");
    if (digits.isEmpty()) {
      throw new Failure("PostgreSQL's programs do not run here: " + lastLine(output));
    }
    return Integer.parseInt(digits);
  }

  private String run(Duration deadline, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.addAll(List.of(arguments));
    var output = Files.createTempFile(home.logs(), "database", ".out");
    try {
      var process =
          new ProcessBuilder(command)
              .directory(home.postgres().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(deadline.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new Failure(
            Path.of(arguments[0]).getFileName()
                + " did not end within "
                + deadline.toSeconds()
                + " s");
      }
      var text = Files.readString(output);
      if (process.exitValue() != 0) {
        throw new Failure(Path.of(arguments[0]).getFileName() + " failed: " + lastLine(text));
      }
      return text;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** PostgreSQL refuses to run as root: a user namespace makes root an ordinary user to it. */
  private static List<String> ordinaryUserPrefix() {
    if (!System.getProperty("user.name", "").equals("root")) {
      return List.of();
    }
    if (!Launcher.works("unshare", "--user", "true")) {
      throw new Failure(
          "PostgreSQL does not run as root and this system allows root no user namespace (unshare"
              + " --user); run rma as an ordinary user",
          Failure.USAGE,
          null);
    }
    return List.of("unshare", "--user");
  }

  private static int port(Home home, int offset) throws IOException {
    var file = home.postgres().resolve("port");
    if (Files.exists(file)) {
      var remembered = Files.readString(file).strip();
      if (remembered.matches("\\d{1,5}") && PortHolder.free(Integer.parseInt(remembered))) {
        return Integer.parseInt(remembered);
      }
    }
    for (int port = FIRST_PORT + offset; port < FIRST_PORT + offset + PORTS_TRIED; port++) {
      if (PortHolder.free(port)) {
        Files.createDirectories(home.postgres());
        Files.writeString(file, port + "\n");
        return port;
      }
    }
    throw new Failure(
        "no free port for the database between "
            + (FIRST_PORT + offset)
            + " and "
            + (FIRST_PORT + offset + PORTS_TRIED - 1));
  }

  private static String commandLine(ProcessHandle handle) throws IOException {
    var file = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
    return Files.isReadable(file)
        ? Files.readString(file).replace('\0', ' ')
        : handle.info().commandLine().orElse("");
  }

  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .reduce((first, last) -> last)
        .orElse("no output");
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
