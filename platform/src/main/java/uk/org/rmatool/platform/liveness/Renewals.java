package uk.org.rmatool.platform.liveness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.DatabaseAway;

/**
 * Renewals that memory has and the database has not seen yet. They are written together, the newest
 * of each node; what cannot be written is kept for the next time.
 */
public final class Renewals {
  private static final Logger LOG = System.getLogger(Renewals.class.getName());
  private static final int LARGEST = 5_000;

  /** Who was heard of, and whether it said something new. */
  private final Map<NodeId, Boolean> renewed = new ConcurrentHashMap<>();

  /** Writes a batch. */
  @FunctionalInterface
  public interface Writer<T> {
    /**
     * Writes all of them or none.
     *
     * @param talkative those that said something else than before
     */
    void write(Collection<T> batch, Set<NodeId> talkative) throws SQLException;
  }

  /**
   * A node was heard of.
   *
   * @param talks whether it said something else than before
   */
  public void add(NodeId id, boolean talks) {
    renewed.merge(id, talks, Boolean::logicalOr);
  }

  /**
   * Writes all that is waiting.
   *
   * @param current what memory has of a node; empty when it is gone
   */
  public <T> void write(Function<NodeId, Optional<T>> current, Writer<T> writer) {
    var waiting = new ArrayList<>(renewed.keySet());
    for (int i = 0; i < waiting.size(); i += LARGEST) {
      var part = waiting.subList(i, Math.min(i + LARGEST, waiting.size()));
      if (!write(part, current, writer)) {
        return;
      }
    }
  }

  private <T> boolean write(
      List<NodeId> ids, Function<NodeId, Optional<T>> current, Writer<T> writer) {
    var taken = new HashMap<NodeId, Boolean>();
    var batch = new ArrayList<T>();
    for (var id : ids) {
      var talks = renewed.remove(id); // first: a renewal that comes meanwhile is written next time
      var newest = current.apply(id);
      if (talks != null && newest.isPresent()) {
        taken.put(id, talks);
        batch.add(newest.get());
      }
    }
    if (batch.isEmpty()) {
      return true;
    }
    try {
      writer.write(
          batch,
          taken.keySet().stream().filter(taken::get).collect(Collectors.toUnmodifiableSet()));
      return true;
    } catch (SQLException | RuntimeException e) {
      taken.forEach(this::add);
      if (!DatabaseAway.causes(e)) {
        LOG.log(Level.ERROR, "Renewals cannot be written.", e);
      }
      return false;
    }
  }
}
