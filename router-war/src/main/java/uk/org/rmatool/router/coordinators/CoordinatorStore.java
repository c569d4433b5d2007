package uk.org.rmatool.router.coordinators;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.NodeId;

/**
 * Where registrations are kept. What a method did is durable when it returns, and a method that
 * throws has done nothing.
 */
interface CoordinatorStore {
  List<Coordinator> all();

  Optional<Coordinator> find(NodeId id);

  /**
   * Keeps a registration and its event, in place of the one of its revision; with revision 0, where
   * there is none.
   *
   * @return as it is kept; empty, and nothing is done, when the row is at another revision
   */
  Optional<Coordinator> save(Coordinator coordinator, String transition, String reason);

  /**
   * Forgets a registration and keeps the event.
   *
   * @return whether the row was at its revision; otherwise nothing is done
   */
  boolean remove(Coordinator coordinator, String transition, String reason);

  /** The same at the end of its lease, unless it was heard of meanwhile. */
  boolean expire(Coordinator coordinator, Instant end, String reason);

  /** Keeps what became different of coordinators, or of the registry itself, as events. */
  void note(Collection<Changes.Noted> changes) throws SQLException;

  /**
   * Writes renewals, in one batch.
   *
   * @param talkative those whose region provides something else: the other replicas are told
   */
  void renew(Collection<Coordinator> coordinators, Set<NodeId> talkative) throws SQLException;
}
