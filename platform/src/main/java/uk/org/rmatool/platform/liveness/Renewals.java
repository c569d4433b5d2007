package uk.org.rmatool.platform.liveness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.DatabaseAway;

/**
 * Renewals that memory has and the database has not seen yet. They are written together, the newest
 * of each node; what cannot be written is kept for the next time.
 */
public final class Renewals {
  private static final Logger LOG = System.getLogger(Renewals.class.getName());

  private final Set<NodeId> renewed = ConcurrentHashMap.newKeySet();

  /** Writes a batch. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(Collection<T> batch) throws SQLException;
  }

  public void add(NodeId id) {
    renewed.add(id);
  }

  /**
   * Writes all that is waiting.
   *
   * @param current what memory has of a node; empty when it is gone
   */
  public <T> void write(Function<NodeId, Optional<T>> current, Writer<T> writer) {
    var ids = new ArrayList<NodeId>();
    var batch = new ArrayList<T>();
    for (var id : List.copyOf(renewed)) {
      renewed.remove(id); // first: a renewal that comes meanwhile is written next time
      current
          .apply(id)
          .ifPresent(
              newest -> {
                ids.add(id);
                batch.add(newest);
              });
    }
    if (batch.isEmpty()) {
      return;
    }
    try {
      writer.write(batch);
    } catch (SQLException | RuntimeException e) {
      renewed.addAll(ids);
      if (!DatabaseAway.causes(e)) {
        LOG.log(Level.ERROR, "Renewals cannot be written.", e);
      }
    }
  }
}
