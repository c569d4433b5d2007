package uk.org.rmatool.coordinator.rebalancing;

import java.util.List;
import uk.org.rmatool.api.NodeId;

/** What rebalancing needs of the registry of workers. */
public interface Fleet {
  /**
   * The same as before as long as nothing has changed that decides whether there is something to
   * do; how busy workers are only decides who does it.
   */
  long version();

  /** All workers of ours whose lease has not run out. */
  List<Candidate> candidates();

  /** How many other workers provide a service and get calls: deployed ones, declared services. */
  int elsewhere(String service);

  /**
   * Gives a worker exactly these services; it learns of them with its next heartbeat. Does nothing
   * when the worker is gone or no longer has the services of before.
   *
   * @param reason why, for the worker's history
   */
  void reassign(NodeId worker, List<String> before, List<String> services, String reason);
}
