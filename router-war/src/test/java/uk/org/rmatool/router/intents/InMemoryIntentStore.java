package uk.org.rmatool.router.intents;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.EnrolmentConfig;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.router.history.Subject;

/** A store that remembers until the test ends. */
public final class InMemoryIntentStore implements IntentStore {
  private record Key(Subject subject, NodeId id) {}

  private final Map<Key, Decision> rows = new HashMap<>();
  public final List<String> events = new ArrayList<>();

  /** Decisions over this store, with newcomers taken at once. */
  public Intents open(Clock clock) {
    return loaded("open", clock);
  }

  /** Decisions over this store. */
  public Intents loaded(String enrolment, Clock clock) {
    return loaded(enrolment, 1_000, clock);
  }

  Intents loaded(String enrolment, int maxDecisions, Clock clock) {
    var intents =
        new Intents(this, new EnrolmentConfig(enrolment), new IntentsConfig(maxDecisions), clock);
    intents.load();
    return intents;
  }

  @Override
  public List<Decision> all() {
    return List.copyOf(rows.values());
  }

  @Override
  public Optional<Decision> find(Subject subject, NodeId id) {
    return Optional.ofNullable(rows.get(new Key(subject, id)));
  }

  @Override
  public boolean save(Decision decision, Intent before, String transition) {
    var there = find(decision.subject(), decision.id()).map(Decision::intent).orElse(Intent.NONE);
    if (there.changedAt() != before.changedAt()) {
      return false;
    }
    rows.put(new Key(decision.subject(), decision.id()), decision);
    if (!decision.told()) {
      events.add(decision.id() + " " + transition);
    }
    return true;
  }

  @Override
  public void told(NodeId worker, Intent intent) {
    rows.computeIfPresent(new Key(Subject.WORKER, worker), (key, row) -> row.withTold());
  }

  @Override
  public boolean isKnown(Subject subject, NodeId id) {
    return events.stream().anyMatch(event -> event.startsWith(id + " "));
  }
}
