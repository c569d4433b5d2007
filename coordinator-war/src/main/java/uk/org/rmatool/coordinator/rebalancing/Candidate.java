package uk.org.rmatool.coordinator.rebalancing;

import java.util.List;
import java.util.Set;
import uk.org.rmatool.api.NodeId;

/**
 * A worker of ours whose lease has not run out, as rebalancing sees it.
 *
 * @param id its id
 * @param standing what may be done with it
 * @param assigned the services that it was given
 * @param running those that it says it runs
 * @param failed those that it says have failed or cannot be run there
 * @param runnable the services that it can run
 * @param load how busy it is, 0 to 1
 */
public record Candidate(
    NodeId id,
    Standing standing,
    List<String> assigned,
    Set<String> running,
    Set<String> failed,
    Set<String> runnable,
    double load) {

  /** What may be done with a worker. */
  public enum Standing {
    /** It gets calls and may be given more services. */
    OPEN,
    /** It gets calls and is given no more services. */
    CORDONED,
    /** It gets no more calls; its services go to others. */
    DRAINED,
    /** It gets no calls now, for whatever other reason; its services are left as they are. */
    AWAY
  }

  public Candidate {
    assigned = List.copyOf(assigned);
    running = Set.copyOf(running);
    failed = Set.copyOf(failed);
    runnable = Set.copyOf(runnable);
  }
}
