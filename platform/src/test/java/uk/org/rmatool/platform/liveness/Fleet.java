package uk.org.rmatool.platform.liveness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.wiring.SettableClock;

/** A registry of nodes that has nothing but its engine, in simulated time. */
final class Fleet {
  static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

  final SettableClock clock = new SettableClock(START);
  final Map<NodeId, Node> nodes = new LinkedHashMap<>();

  /** What all looks have found. */
  final List<Change> changes = new ArrayList<>();

  LeaseEngine engine;

  Fleet(LeaseSettings settings) {
    engine = new LeaseEngine("worker", settings, clock);
  }

  Fleet() {
    this(LeaseSettings.DEFAULT);
  }

  static NodeId id(int number) {
    return new NodeId("w" + number);
  }

  static List<NodeId> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(Fleet::id).toList();
  }

  long now() {
    return clock.millis();
  }

  Node node(NodeId id) {
    return nodes.get(id);
  }

  void register(NodeId id) {
    put(Node.seen(id, now()));
  }

  void register(Collection<NodeId> ids) {
    ids.forEach(this::register);
  }

  void put(Node node) {
    @Nullable Node before = nodes.put(node.id(), node);
    engine.registered(before, node.id());
  }

  void renew(NodeId id) {
    var before = nodes.get(id);
    engine.renewed(before);
    nodes.put(id, before.seenAt(now()));
  }

  void renew(Collection<NodeId> ids) {
    ids.forEach(this::renew);
  }

  void leave(NodeId id) {
    nodes.remove(id);
    engine.left(id);
  }

  void look() {
    changes.addAll(engine.look(nodes.values()));
  }

  /** Lets time pass, looking every second, at the end too. */
  void pass(Duration time) {
    for (long s = 0; s < time.toSeconds(); s++) {
      clock.advance(Duration.ofSeconds(1));
      look();
    }
  }

  /** Lets time pass while some go on sending heartbeats, every one at its own second of 30. */
  void pass(Duration time, Collection<NodeId> sending) {
    var senders = List.copyOf(sending);
    for (long s = 0; s < time.toSeconds(); s++) {
      clock.advance(Duration.ofSeconds(1));
      for (int i = (int) (now() / 1000 % 30); i < senders.size(); i += 30) {
        renew(senders.get(i));
      }
      look();
    }
  }

  LeaseState state(NodeId id) {
    return engine.state(nodes.get(id));
  }

  List<Change.Kind> kinds() {
    return changes.stream().map(Change::kind).toList();
  }

  List<NodeId> found(Change.Kind kind) {
    return changes.stream()
        .filter(change -> change.kind() == kind)
        .flatMap(change -> change.node().stream())
        .toList();
  }
}
