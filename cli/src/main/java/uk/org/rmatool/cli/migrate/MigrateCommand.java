package uk.org.rmatool.cli.migrate;

import jakarta.json.Json;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.migrate.SchemaMigrations.Outcome;

/** {@code rma migrate}: for operators and the Helm chart's migration job. */
@Command(
    name = "migrate",
    description =
        "Bring a PostgreSQL database to the schemas of this version: router, coordinator, report.",
    footer = {
      "",
      "Without --url the database is taken from DB_HOST (localhost), DB_PORT (5432) and DB_NAME"
          + " (rma)."
    })
public final class MigrateCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "JDBC-URL",
      description = "jdbc:postgresql://host:port/name")
  @Nullable String url;

  @Option(names = "--host", hidden = true, defaultValue = "${env:DB_HOST:-localhost}")
  String host = "localhost";

  @Option(names = "--port", hidden = true, defaultValue = "${env:DB_PORT:-5432}")
  int port;

  @Option(names = "--name", hidden = true, defaultValue = "${env:DB_NAME:-rma}")
  String name = "rma";

  @Option(
      names = "--user",
      defaultValue = "${env:DB_USER:-rma}",
      description = "a role that may create schemas; DB_USER works too (default: rma)")
  String user = "rma";

  @Option(
      names = "--password",
      defaultValue = "${env:DB_PASSWORD:-}",
      interactive = true,
      arity = "0..1",
      description = "asked for if no value follows; DB_PASSWORD works too and stays out of ps")
  String password = "";

  @Option(names = "--json", description = "print what was done as JSON")
  boolean json;

  @Override
  public Integer call() {
    var address = url == null ? "jdbc:postgresql://" + host + ":" + port + "/" + name : url;
    requireConnection(address);
    var outcomes = new SchemaMigrations().migrate(address, user, password);
    print(outcomes);
    return 0;
  }

  private void requireConnection(String address) {
    var shown = address.replaceFirst("\\?.*", "");
    if (!address.startsWith("jdbc:postgresql:")) {
      throw new Failure(
          "--url " + shown + " is not like jdbc:postgresql://host:port/name", Failure.USAGE, null);
    }
    try (var connection = DriverManager.getConnection(address, user, password)) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw new Failure(
          "cannot connect to " + shown + " as " + user + ": " + Failure.describe(e), e);
    }
  }

  private void print(List<Outcome> outcomes) {
    if (json) {
      var array = Json.createArrayBuilder();
      for (var outcome : outcomes) {
        array.add(
            Json.createObjectBuilder()
                .add("schema", outcome.schema())
                .add("applied", outcome.applied())
                .add("version", outcome.version()));
      }
      System.out.println(array.build());
      return;
    }
    for (var outcome : outcomes) {
      System.out.printf(
          "%-12s %d applied%s%n",
          outcome.schema(),
          outcome.applied(),
          outcome.version().isEmpty() ? "" : ", now at version " + outcome.version());
    }
  }
}
