package uk.org.rmatool.router.lifecycle;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.router.replicas.Topic;
import uk.org.rmatool.router.replicas.Topic.Changed;

/** Takes over what other replicas changed; what cannot be read now is read the next time. */
final class Following {
  private final Supplier<List<Changed>> feed;
  private final Map<Topic, Consumer<Set<NodeId>>> readers;
  private final Map<Topic, Set<NodeId>> waiting = new EnumMap<>(Topic.class);

  /**
   * Has taken over nothing yet.
   *
   * @param feed gives each change once
   * @param readers read what the database has of some nodes, for every topic
   */
  Following(Supplier<List<Changed>> feed, Map<Topic, Consumer<Set<NodeId>>> readers) {
    this.feed = feed;
    this.readers = Map.copyOf(readers);
  }

  /** A topic that cannot be read does not keep the others waiting. */
  synchronized void run() {
    for (var changed : feed.get()) {
      waiting.computeIfAbsent(changed.topic(), topic -> new LinkedHashSet<>()).add(changed.id());
    }
    Optional<RuntimeException> trouble = Optional.empty();
    for (var reader : readers.entrySet()) {
      try {
        read(reader.getKey(), reader.getValue());
      } catch (RuntimeException e) {
        trouble = Optional.of(e);
      }
    }
    if (trouble.isPresent()) {
      throw trouble.get();
    }
  }

  private void read(Topic topic, Consumer<Set<NodeId>> reader) {
    var ids = waiting.getOrDefault(topic, Set.of());
    if (!ids.isEmpty()) {
      reader.accept(ids);
      waiting.remove(topic);
    }
  }
}
