package uk.org.rmatool.router.history;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.wiring.Component;

/** What coordinators tell of their workers, and which of them do. */
@Component
public class ToldEvents {
  private final EventLog log;
  private final Set<NodeId> tellers = ConcurrentHashMap.newKeySet();

  @Inject
  public ToldEvents(EventLog log) {
    this.log = log;
  }

  /** Reads who told events before. */
  public void load() {
    tellers.addAll(log.tellers());
  }

  /** See {@link EventLog#keep}. */
  public long keep(
      NodeId coordinator, String stream, List<ToldEvent> events, Predicate<ToldEvent> isKnown) {
    var confirmed = log.keep(coordinator, stream, events, isKnown);
    tellers.add(coordinator);
    return confirmed;
  }

  /** Whether a coordinator tells what happens to its workers, so that nobody else has to. */
  public boolean isTold(NodeId coordinator) {
    return tellers.contains(coordinator);
  }
}
