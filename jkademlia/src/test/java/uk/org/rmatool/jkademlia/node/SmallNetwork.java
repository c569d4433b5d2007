package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/** Nodes in one thread, connected by a network in which every datagram takes ten milliseconds. */
final class SmallNetwork {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  static final Duration LATENCY = Duration.ofMillis(10);

  final Random random = new Random(42);
  final Map<InetSocketAddress, Node> nodes = new LinkedHashMap<>();
  final Set<InetSocketAddress> dead = new HashSet<>();
  final Map<Long, Outcome> outcomes = new HashMap<>();
  final List<Sent> sent = new ArrayList<>();
  Instant now = START;
  private final Settings settings;
  private final ValuePolicy policy;
  private final PriorityQueue<Arrival> queue =
      new PriorityQueue<>(Comparator.comparing(Arrival::at).thenComparingLong(Arrival::sequence));
  private long sequence;
  private long ticket;

  record Sent(InetSocketAddress from, Effect.Send send) {}

  private record Arrival(
      Instant at, long sequence, InetSocketAddress to, Input.Datagram datagram) {}

  SmallNetwork(int size) {
    this(size, Settings.DEFAULT, new PlainValues());
  }

  SmallNetwork(int size, Settings settings, ValuePolicy policy) {
    this.settings = settings;
    this.policy = policy;
    for (int i = 0; i < size; i++) {
      add();
    }
  }

  static InetSocketAddress address(int number) {
    return new InetSocketAddress("10." + number / 250 + "." + number % 250 + ".1", 8468);
  }

  /** A node that joins through the first one. */
  InetSocketAddress add() {
    var address = addAlone();
    if (nodes.size() > 1) {
      await(address, t -> new Input.Bootstrap(t, List.of(address(0))));
    }
    return address;
  }

  /** A node that knows nobody. */
  InetSocketAddress addAlone() {
    var address = address(nodes.size());
    var node =
        new Node(NodeId.random(random), settings, policy, new Random(random.nextLong()), now);
    nodes.put(address, node);
    return address;
  }

  interface Asking {
    Input with(long ticket);
  }

  /** Has a node do something and waits for how it ends. */
  Outcome await(InetSocketAddress at, Asking asking) {
    long mine = ++ticket;
    give(at, asking.with(mine));
    while (!outcomes.containsKey(mine)) {
      if (!step(now.plusSeconds(60))) {
        throw new AssertionError("nothing happens any more");
      }
    }
    return outcomes.remove(mine);
  }

  void give(InetSocketAddress at, Input input) {
    for (var effect : nodes.get(at).handle(input, now)) {
      switch (effect) {
        case Effect.Send send -> {
          sent.add(new Sent(at, send));
          var datagram = new Input.Datagram(at, send.content());
          queue.add(new Arrival(now.plus(LATENCY), sequence++, send.to(), datagram));
        }
        case Effect.Done(var done, var outcome) -> outcomes.put(done, outcome);
      }
    }
  }

  void run(Duration time) {
    var end = now.plus(time);
    while (step(end)) {}
    now = end;
  }

  /** Does the next thing that is due until then. */
  private boolean step(Instant end) {
    var arrival = queue.peek();
    var waking = waking();
    var wake = waking == null ? null : nodes.get(waking).wake().orElseThrow();
    if (arrival != null && (wake == null || !wake.isBefore(arrival.at))) {
      if (arrival.at.isAfter(end)) {
        return false;
      }
      queue.remove();
      now = arrival.at;
      if (nodes.containsKey(arrival.to) && !dead.contains(arrival.to)) {
        give(arrival.to, arrival.datagram);
      }
      return true;
    }
    if (waking == null || wake.isAfter(end)) {
      return false;
    }
    now = wake.isAfter(now) ? wake : now;
    give(waking, new Input.Tick());
    return true;
  }

  private @Nullable InetSocketAddress waking() {
    InetSocketAddress first = null;
    Instant at = Instant.MAX;
    for (var entry : nodes.entrySet()) {
      var wake = entry.getValue().wake().orElse(Instant.MAX);
      if (wake.isBefore(at) && !dead.contains(entry.getKey())) {
        at = wake;
        first = entry.getKey();
      }
    }
    return first;
  }
}
