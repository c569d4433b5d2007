package uk.org.rmatool.router.gateway;

import jakarta.annotation.Resource;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.database.ArrayRows;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;

/** The table in PostgreSQL. */
@Component
class DatabaseUsageStore implements UsageStore {
  private static final int MOST_FORGOTTEN = 50_000;
  private static final String SEPARATOR = "\n";
  private static final String INSERT =
      "insert into router.model_usage (usage_id, at, endpoint, model, service, streamed, outcome,"
          + " status, prompt_tokens, completion_tokens, first_token_ms, duration_ms, workers,"
          + " coordinators) select i, a::timestamptz, e, m, s, st, o, c, pt, ct, f, d,"
          + " string_to_array(nullif(w, ''), E'\\n'), string_to_array(nullif(co, ''), E'\\n')"
          + " from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " as r (i, a, e, m, s, st, o, c, pt, ct, f, d, w, co)"
          + " on conflict (usage_id) do nothing";
  private static final String SELECT =
      "select * from router.model_usage where number < ? and (?::text is null or model = ?)"
          + " order by number desc limit ?";
  private static final String DELETE =
      "delete from router.model_usage where number in (select number from router.model_usage"
          + " where at < ?::timestamptz order by at limit "
          + MOST_FORGOTTEN
          + ")";

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  @Override
  @Transactional(value = TxType.REQUIRES_NEW)
  public void add(List<Usage> used) {
    var rows =
        new ArrayRows(
            "uuid", "text", "text", "text", "text", "boolean", "text", "integer", "integer",
            "integer", "bigint", "bigint", "text", "text");
    used.forEach(
        one ->
            rows.add(
                one.id(),
                one.at().toString(),
                word(one.endpoint()),
                one.model(),
                one.service(),
                one.streamed(),
                word(one.outcome()),
                one.status(),
                number(one.promptTokens()),
                number(one.completionTokens()),
                one.firstToken().map(Duration::toMillis).orElse(null),
                one.duration().toMillis(),
                String.join(SEPARATOR, one.workers()),
                String.join(SEPARATOR, one.coordinators())));
    run(
        INSERT,
        connection -> {
          try (var insert = connection.prepareStatement(INSERT)) {
            rows.bind(connection, insert);
            return insert.executeUpdate();
          }
        });
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW)
  public List<Kept> find(HistoryPage page, Optional<String> model) {
    return run(
        SELECT,
        connection -> {
          try (var select = connection.prepareStatement(SELECT)) {
            select.setLong(1, page.before());
            select.setString(2, model.orElse(null));
            select.setString(3, model.orElse(null));
            select.setInt(4, page.limit());
            try (var rows = select.executeQuery()) {
              var found = new ArrayList<Kept>();
              while (rows.next()) {
                found.add(new Kept(rows.getLong("number"), usage(rows)));
              }
              return found;
            }
          }
        });
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW)
  public boolean forget(Instant before) {
    return run(
        DELETE,
        connection -> {
          try (var delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, before.toString());
            return delete.executeUpdate() == MOST_FORGOTTEN;
          }
        });
  }

  private static Usage usage(ResultSet row) throws SQLException {
    return new Usage(
        row.getObject("usage_id", UUID.class),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Endpoint.valueOf(row.getString("endpoint").toUpperCase(Locale.ROOT)),
        row.getString("model"),
        row.getString("service"),
        row.getBoolean("streamed"),
        Usage.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
        row.getInt("status"),
        number(row.getObject("prompt_tokens", Integer.class)),
        number(row.getObject("completion_tokens", Integer.class)),
        Optional.ofNullable(row.getObject("first_token_ms", Long.class)).map(Duration::ofMillis),
        Duration.ofMillis(row.getLong("duration_ms")),
        texts(row.getArray("workers")),
        texts(row.getArray("coordinators")));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Integer number(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  private static OptionalInt number(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  private interface Statement<R> {
    R run(Connection connection) throws SQLException;
  }

  private <R> R run(String sql, Statement<R> statement) {
    DatabaseProbe.requirePresent(database);
    try (var connection = database.getConnection()) {
      return statement.run(connection);
    } catch (SQLException e) {
      throw DatabaseAway.translated(e, "The database refuses: " + sql);
    }
  }
}
