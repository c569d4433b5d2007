package uk.org.rmatool.cli.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import uk.org.rmatool.cli.console.Failure;

/**
 * Runs the Flyway migrations of one schema after the other. Each schema has its folder of scripts
 * on the class path ({@code db/migration/<schema>}) and its own history table, so the programs can
 * be moved to separate databases. Running it again does nothing; running it twice at once is safe.
 */
public final class SchemaMigrations {
  /** Every schema of the platform, in the order in which they build on one another. */
  public static final List<String> SCHEMAS = List.of("router", "coordinator", "report");

  private final String location;
  private final List<String> schemas;

  public SchemaMigrations() {
    this("db/migration", SCHEMAS);
  }

  SchemaMigrations(String location, List<String> schemas) {
    this.location = location;
    this.schemas = List.copyOf(schemas);
  }

  /**
   * What a run did to one schema.
   *
   * @param applied how many scripts ran
   * @param version the schema's version afterwards; empty without versioned scripts
   */
  public record Outcome(String schema, int applied, String version) {}

  /**
   * Migrates every schema. The user of the data source must be allowed to create schemas.
   *
   * @throws Failure naming the schema and the database's own words
   */
  public List<Outcome> migrate(DataSource database) {
    return migrateAll(configuration -> configuration.dataSource(database));
  }

  /**
   * Migrates every schema, connecting by itself.
   *
   * @throws Failure naming the schema and the database's own words
   */
  public List<Outcome> migrate(String jdbcUrl, String user, String password) {
    return migrateAll(configuration -> configuration.dataSource(jdbcUrl, user, password));
  }

  private List<Outcome> migrateAll(UnaryOperator<FluentConfiguration> database) {
    List<Outcome> outcomes = new ArrayList<>();
    for (var schema : schemas) {
      outcomes.add(migrate(database, schema));
    }
    return outcomes;
  }

  private Outcome migrate(UnaryOperator<FluentConfiguration> database, String schema) {
    try {
      var flyway =
          database
              .apply(Flyway.configure(SchemaMigrations.class.getClassLoader()))
              .defaultSchema(schema)
              .schemas(schema)
              .locations("classpath:" + location + "/" + schema)
              .load();
      var result = flyway.migrate();
      var current = flyway.info().current();
      var version =
          current == null || current.getVersion() == null ? "" : current.getVersion().toString();
      return new Outcome(schema, result.migrationsExecuted, version);
    } catch (FlywayException e) {
      throw new Failure(
          "the database migration of schema " + schema + " failed: " + Failure.describe(e), e);
    }
  }
}
