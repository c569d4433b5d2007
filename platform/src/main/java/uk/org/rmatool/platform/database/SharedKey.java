package uk.org.rmatool.platform.database;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import javax.sql.DataSource;
import uk.org.rmatool.platform.identity.NodeKey;

/** The key that all replicas over one database have in common. */
public final class SharedKey {
  private static final Logger LOG = System.getLogger(SharedKey.class.getName());

  private SharedKey() {}

  /**
   * The key that the database keeps; this one, from now on, if it keeps none. Another one than this
   * is copied to the folder, if that can be written.
   *
   * @param table with the columns <code>private_key</code> and <code>public_key</code> and at most
   *     one row
   */
  public static NodeKey of(DataSource database, String table, NodeKey own, Path folder) {
    var shared = kept(database, table, own);
    if (!shared.keyId().equals(own.keyId())) {
      LOG.log(
          Level.WARNING,
          () ->
              "The database keeps another key than the state folder; it is used. folder=" + folder);
      try {
        shared.keepIn(folder);
      } catch (UncheckedIOException e) {
        LOG.log(Level.WARNING, () -> "The key cannot be copied. reason=" + e.getMessage());
      }
    }
    return shared;
  }

  private static NodeKey kept(DataSource database, String table, NodeKey own) {
    return Connections.inTransaction(
        database,
        connection -> {
          var offer =
              "insert into "
                  + table
                  + " (private_key, public_key) values (?, ?) on conflict do nothing";
          try (var statement = connection.prepareStatement(offer)) {
            statement.setString(1, own.privateText());
            statement.setString(2, own.publicText());
            statement.executeUpdate();
          }
          var read = "select private_key, public_key from " + table;
          try (var statement = connection.prepareStatement(read);
              var row = statement.executeQuery()) {
            row.next();
            return NodeKey.of(row.getString(1), row.getString(2));
          }
        });
  }
}
