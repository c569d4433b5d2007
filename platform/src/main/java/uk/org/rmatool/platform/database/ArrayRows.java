package uk.org.rmatool.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows for a statement that reads them from <code>unnest(?, ?, …)</code>: an array for each column,
 * so that one statement writes any number of rows.
 */
public final class ArrayRows {
  private final String[] types;
  private final List<List<@Nullable Object>> columns;

  /**
   * No rows yet.
   *
   * @param types PostgreSQL types of the columns; times are given as <code>text</code> and cast in
   *     the statement, because arrays of times would depend on the time zone
   */
  public ArrayRows(String... types) {
    this.types = types.clone();
    this.columns = Stream.of(types).<List<@Nullable Object>>map(type -> new ArrayList<>()).toList();
  }

  /** Adds a row: a value for each column. */
  public void add(@Nullable Object... values) {
    if (values.length != types.length) {
      throw new IllegalArgumentException(
          "%d values for %d columns".formatted(values.length, types.length));
    }
    for (int i = 0; i < values.length; i++) {
      columns.get(i).add(values[i]);
    }
  }

  public boolean isEmpty() {
    return columns.getFirst().isEmpty();
  }

  /** Sets the statement's first parameters, one for each column. */
  public void bind(Connection connection, PreparedStatement statement) throws SQLException {
    for (int i = 0; i < types.length; i++) {
      statement.setArray(i + 1, connection.createArrayOf(types[i], columns.get(i).toArray()));
    }
  }
}
