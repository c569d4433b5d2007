package uk.org.rmatool.platform.liveness;

import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/**
 * Something that became different between two looks at the nodes.
 *
 * @param kind what
 * @param node whom it is about; empty when it is the registry itself
 * @param reason half a sentence for people
 */
public record Change(Kind kind, Optional<NodeId> node, String reason) {
  /** What can become different. That a lease has run out is not among it: cleanup finds that. */
  public enum Kind {
    DEGRADED,
    RECOVERED,
    HELD_BACK,
    /** Not held back any more. */
    LET_GO,
    SUSPECTED,
    TRUSTED,
    GUARD_ENTERED,
    GUARD_LEFT
  }

  static Change of(Kind kind, NodeId node, String reason) {
    return new Change(kind, Optional.of(node), reason);
  }

  static Change ofRegistry(Kind kind, String reason) {
    return new Change(kind, Optional.empty(), reason);
  }
}
