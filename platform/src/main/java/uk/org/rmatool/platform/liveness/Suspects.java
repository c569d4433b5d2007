package uk.org.rmatool.platform.liveness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.api.NodeId;

/** Nodes that could not be reached, and why; they get no calls until they are heard of again. */
public final class Suspects {
  private static final Logger LOG = System.getLogger(Suspects.class.getName());

  private final String kind;
  private final Map<NodeId, String> reasons = new ConcurrentHashMap<>();

  /**
   * Nobody is suspected yet.
   *
   * @param kind what the nodes are, for the log: worker, coordinator
   */
  public Suspects(String kind) {
    this.kind = kind;
  }

  public void add(NodeId id, String reason) {
    if (reasons.put(id, reason) == null) {
      LOG.log(
          Level.WARNING,
          () ->
              "A %s cannot be reached and gets no calls. %s=%s reason=%s"
                  .formatted(kind, kind, id, reason));
    }
  }

  /** The node is gone. */
  public void forget(NodeId id) {
    reasons.remove(id);
  }

  /** The node was heard of; gives whether it had been suspect. */
  public boolean remove(NodeId id) {
    if (reasons.remove(id) == null) {
      return false;
    }
    LOG.log(Level.INFO, () -> "A %s is not suspect any more. %s=%s".formatted(kind, kind, id));
    return true;
  }

  public boolean contains(NodeId id) {
    return reasons.containsKey(id);
  }

  /** Why a node is suspected; empty when it is not. */
  public Optional<String> reason(NodeId id) {
    return Optional.ofNullable(reasons.get(id));
  }

  /** All suspects and why, as they are now. */
  Map<NodeId, String> all() {
    return Map.copyOf(reasons);
  }
}
