package uk.org.rmatool.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.Rma;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;

@Timeout(120)
class SchemaMigrationsIT {
  private static final List<String> SCHEMAS = List.of("first", "second");

  @TempDir static Path folder;
  private static final AtomicReference<ProcessIdentity> SERVER = new AtomicReference<>();
  private static final AtomicReference<EmbeddedDatabase> DATABASE = new AtomicReference<>();

  @BeforeAll
  static void startDatabase() throws Exception {
    var home = new Home(folder);
    home.prepare();
    var database = EmbeddedDatabase.prepare(home, 3000, System.out::println);
    var process = new Launcher().launch(database.launch());
    SERVER.set(ProcessIdentity.of(process.toHandle()));
    assertThat(Wait.until(Duration.ofSeconds(60), Duration.ofMillis(100), database::ready))
        .isTrue();
    database.createRoleAndDatabase();
    DATABASE.set(database);
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    if (SERVER.get() != null) {
      Stopping.stop(SERVER.get(), database().launch().signal(), Duration.ofSeconds(20));
    }
  }

  @Test
  void eachSchemaHasItsOwnHistoryAndASecondRunDoesNothing() throws Exception {
    var migrations = new SchemaMigrations("migration-test", SCHEMAS);
    var outcomes = migrate(migrations);
    assertThat(outcomes).extracting(SchemaMigrations.Outcome::applied).containsExactly(2, 1);
    assertThat(outcomes).extracting(SchemaMigrations.Outcome::version).containsExactly("2", "");
    assertThat(migrate(migrations))
        .extracting(SchemaMigrations.Outcome::applied)
        .containsExactly(0, 0);
    assertThat(count("first.flyway_schema_history WHERE version IS NOT NULL")).isEqualTo(2);
    assertThat(count("second.seen")).isEqualTo(1);
  }

  @Test
  void aFolderWithoutScriptsLeavesAnEmptySchema() {
    assertThat(migrate(new SchemaMigrations("migration-test", List.of("nothing"))))
        .containsExactly(new SchemaMigrations.Outcome("nothing", 0, ""));
  }

  @Test
  void aBrokenScriptNamesItsSchemaInOneLine() {
    assertThatThrownBy(() -> migrate(new SchemaMigrations("migration-test", List.of("broken"))))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("schema broken")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theRealMigrationsRunByTheCommand() {
    var status =
        Rma.run("migrate", "--url", database().jdbcUrl(), "--password", database().password());
    assertThat(status).isZero();
    assertThat(Rma.run("migrate", "--url", database().jdbcUrl(), "--password", "wrong"))
        .isEqualTo(Failure.FAILED);
    assertThat(Rma.run("migrate", "--url", "mysql://somewhere")).isEqualTo(Failure.USAGE);
  }

  @Test
  void aReportRoleOfAnAdministratorGetsItsRightsFromAnOrdinaryOwner() throws Exception {
    var owner = owner("before");
    asSuperuser("postgres", "CREATE ROLE rma_report LOGIN");
    owner.migrate();
    assertThat(owner.mayBeReported()).isTrue();
  }

  @Test
  void aReportRoleMadeLaterGetsItsRightsFromTheNextMigration() throws Exception {
    var owner = owner("later");
    owner.migrate();
    asSuperuser("postgres", "CREATE ROLE rma_report LOGIN");
    owner.migrate();
    assertThat(owner.mayBeReported()).isTrue();
  }

  /** A database and its owner, who may make no roles. */
  private record Owner(String name) {
    String url() {
      return database().jdbcUrl().replaceFirst("/rma$", "/" + name);
    }

    void migrate() {
      new SchemaMigrations().migrate(url(), name, "secret");
    }

    boolean mayBeReported() throws Exception {
      try (var connection = DriverManager.getConnection(url(), name, "secret");
          var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT has_schema_privilege('rma_report', 'report', 'usage')"
                      + " AND bool_and(has_table_privilege('rma_report', v.oid, 'select'))"
                      + " FROM pg_class v WHERE relnamespace = 'report'::regnamespace"
                      + " AND relkind = 'v'")) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  /** Makes such a database, and takes the report role away that others may have made. */
  private static Owner owner(String name) throws Exception {
    for (var known : List.of("rma", "postgres")) {
      asSuperuser(
          known,
          "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rma_report') THEN"
              + " DROP OWNED BY rma_report; END IF; END $$");
    }
    asSuperuser("postgres", "DROP DATABASE IF EXISTS before");
    asSuperuser("postgres", "DROP DATABASE IF EXISTS later");
    asSuperuser("postgres", "DROP ROLE IF EXISTS rma_report");
    asSuperuser("postgres", "CREATE ROLE " + name + " LOGIN PASSWORD 'secret'");
    asSuperuser("postgres", "CREATE DATABASE " + name + " OWNER " + name);
    return new Owner(name);
  }

  private static void asSuperuser(String name, String sql) throws Exception {
    var password = Files.readString(new Home(folder).secrets().resolve("postgres-password"));
    var url = database().jdbcUrl().replaceFirst("/rma$", "/" + name);
    try (var connection = DriverManager.getConnection(url, "postgres", password.strip());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void committedWorkIsDurable() throws Exception {
    assertThat(setting("fsync")).isEqualTo("on");
    assertThat(setting("synchronous_commit")).isEqualTo("on");
    assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
  }

  private static EmbeddedDatabase database() {
    return DATABASE.get();
  }

  private static List<SchemaMigrations.Outcome> migrate(SchemaMigrations migrations) {
    return migrations.migrate(database().jdbcUrl(), EmbeddedDatabase.USER, database().password());
  }

  private static long count(String from) throws Exception {
    return Long.parseLong(query("SELECT count(*) FROM " + from));
  }

  private static String setting(String name) throws Exception {
    return query("SHOW " + name);
  }

  private static String query(String sql) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                database().jdbcUrl(), EmbeddedDatabase.USER, database().password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
