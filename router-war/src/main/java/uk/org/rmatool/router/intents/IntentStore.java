package uk.org.rmatool.router.intents;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.router.history.Subject;

/**
 * Where decisions are kept. What a method did is durable when it returns, and a method that throws
 * has done nothing.
 */
interface IntentStore {
  List<Decision> all() throws SQLException;

  Optional<Decision> find(Subject subject, NodeId id) throws SQLException;

  /**
   * Keeps a decision, if the one before it is still there, and its event unless the worker's
   * coordinator has told that itself.
   *
   * @return whether it was
   */
  boolean save(Decision decision, Intent before, String transition) throws SQLException;

  /** The worker's coordinator has this decision. */
  void told(NodeId worker, Intent intent) throws SQLException;

  /** Whether anything ever happened to the node. */
  boolean isKnown(Subject subject, NodeId id) throws SQLException;
}
