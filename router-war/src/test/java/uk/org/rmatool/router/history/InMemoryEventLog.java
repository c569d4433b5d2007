package uk.org.rmatool.router.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import uk.org.rmatool.api.NodeId;

/** A log that remembers until the test ends. */
public final class InMemoryEventLog implements EventLog {
  public final List<ToldEvent> told = new ArrayList<>();
  private final Map<NodeId, Long> kept = new HashMap<>();

  @Override
  public List<Event> page(Subject subject, NodeId id, long before, int limit) {
    var events = new ArrayList<Event>();
    for (int i = (int) Math.min(before - 1, told.size()); i > 0 && events.size() < limit; i--) {
      var event = told.get(i - 1);
      if (event.worker().equals(id)) {
        events.add(new Event(i, event.at(), event.transition(), event.reason(), Optional.empty()));
      }
    }
    return events;
  }

  @Override
  public long keep(
      NodeId coordinator, String stream, List<ToldEvent> events, Predicate<ToldEvent> isKnown) {
    for (var event : events) {
      if (event.sequence() > kept.getOrDefault(coordinator, 0L)) {
        kept.put(coordinator, event.sequence());
        if (!isKnown.test(event)) {
          told.add(event);
        }
      }
    }
    return kept.computeIfAbsent(coordinator, id -> 0L);
  }

  @Override
  public Set<NodeId> tellers() {
    return Set.copyOf(kept.keySet());
  }
}
