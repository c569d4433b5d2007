package uk.org.rmatool.platform.database;

import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import uk.org.rmatool.platform.wiring.Component;

/** This running program among those that share its database; another one after every start. */
@Component
public class Replica {
  private final String id;

  @Inject
  public Replica(RandomGenerator random) {
    var bytes = new byte[8];
    random.nextBytes(bytes);
    this.id = HexFormat.of().formatHex(bytes);
  }

  /** A random name, 16 hexadecimal digits. */
  public String id() {
    return id;
  }

  /**
   * The replicas that run.
   *
   * @param count how many said so within 15 s
   * @param first whether this one has run longest: it does what only one has to do
   */
  public record Presence(int count, boolean first) {}

  /**
   * Says that this replica runs, and gives who else does.
   *
   * @param table of replicas, with the columns <code>replica_id</code>, <code>started_at</code> and
   *     <code>seen_at</code>
   */
  public Presence present(Connection connection, String table) throws SQLException {
    var say =
        "insert into "
            + table
            + " (replica_id, seen_at) values (?, now()) on conflict (replica_id) do update set"
            + " seen_at = now()";
    try (var statement = connection.prepareStatement(say)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
    var forget = "delete from " + table + " where seen_at < now() - interval '15 seconds'";
    try (var statement = connection.prepareStatement(forget)) {
      statement.executeUpdate();
    }
    var all =
        "select count(*), (array_agg(replica_id order by started_at, replica_id))[1] from " + table;
    try (var statement = connection.prepareStatement(all);
        var row = statement.executeQuery()) {
      row.next();
      return new Presence(row.getInt(1), id.equals(row.getString(2)));
    }
  }

  /**
   * Says that this replica stops, and gives how many go on: those that said so within 15 s.
   *
   * @param table as above
   */
  public int leave(Connection connection, String table) throws SQLException {
    var forget = "delete from " + table + " where replica_id = ?";
    try (var statement = connection.prepareStatement(forget)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
    var others =
        "select count(*) from " + table + " where seen_at >= now() - interval '15 seconds'";
    try (var statement = connection.prepareStatement(others);
        var row = statement.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
