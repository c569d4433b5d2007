package uk.org.rmatool.router.coordinators;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/**
 * Where registrations are kept. What a method did is durable when it returns, and a method that
 * throws has done nothing.
 */
interface CoordinatorStore {
  List<Coordinator> all();

  Optional<Coordinator> find(NodeId id);

  /** Keeps a registration, in place of the coordinator's last one, and its event. */
  void save(Coordinator coordinator, String transition, String reason);

  /** Forgets a registration and keeps the event. */
  void remove(Coordinator coordinator, String transition, Instant at, String reason);

  /** Keeps what became different of coordinators, or of the registry itself, as events. */
  void note(Collection<Changes.Noted> changes) throws SQLException;

  /** Writes what renewals changed, in one batch. */
  void renew(Collection<Coordinator> coordinators) throws SQLException;
}
