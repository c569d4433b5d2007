package uk.org.rmatool.router.history;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;

/**
 * What happened, and what coordinators tell of it. What a method did is durable when it returns.
 * All throw 503 ({@link PlatformException}) while the database is away.
 */
public interface EventLog {
  /** What happened to a node before that event, the newest first. */
  List<Event> page(Subject subject, NodeId id, long before, int limit);

  /**
   * Keeps what a coordinator tells of its workers, each event once; those told before are passed
   * over.
   *
   * @param isKnown which of them history has already, because they began here
   * @return the sequence number of the last event kept of the stream
   */
  long keep(
      NodeId coordinator, String stream, List<ToldEvent> events, Predicate<ToldEvent> isKnown);

  /** The coordinators that tell their workers' events. */
  Set<NodeId> tellers();
}
