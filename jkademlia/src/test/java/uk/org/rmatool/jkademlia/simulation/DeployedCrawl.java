package uk.org.rmatool.jkademlia.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/** A look-up as deployed nodes do it: round by round, each as slow as its slowest. */
final class DeployedCrawl {
  private static final int K = 20;
  private static final int ALPHA = 3;

  private final DeployedNode node;
  private final Key key;
  private final boolean values;
  private final TreeMap<Key, Peer> nearest;
  private final Set<NodeId> asked = new HashSet<>();
  private final Map<Value, Integer> found = new LinkedHashMap<>();
  private List<Peer> before = List.of();

  DeployedCrawl(DeployedNode node, Key key, boolean values) {
    this.node = node;
    this.key = key;
    this.values = values;
    this.nearest = new TreeMap<>(key::compareDistance);
    node.closest(key).forEach(this::add);
  }

  /** The value that most returned. */
  Optional<Value> value() {
    return found.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  void run(Consumer<List<Peer>> then) {
    var known = closest();
    int count = known.equals(before) ? K : ALPHA;
    before = known;
    var round = known.stream().filter(peer -> !asked.contains(peer.id())).limit(count).toList();
    if (round.isEmpty()) {
      then.accept(known);
      return;
    }
    var answers = new HashMap<Peer, Optional<Response>>();
    for (var peer : round) {
      asked.add(peer.id());
      node.ask(
          peer,
          request(),
          response -> {
            answers.put(peer, response);
            if (answers.size() == round.size()) {
              take(round, answers, then);
            }
          });
    }
  }

  private void take(
      List<Peer> round, Map<Peer, Optional<Response>> answers, Consumer<List<Peer>> then) {
    for (var peer : round) {
      switch (answers.getOrDefault(peer, Optional.empty()).orElse(null)) {
        case null -> nearest.remove(peer.id().point());
        case Response.Nodes(var contacts) -> DeployedNode.peers(contacts).forEach(this::add);
        case Response.Found(var value) -> found.merge(value, 1, Integer::sum);
        default -> {}
      }
    }
    if (found.isEmpty()) {
      run(then);
    } else {
      then.accept(closest());
    }
  }

  private Request request() {
    var sender = Request.Sender.of(node.id());
    return values ? new Request.FindValue(sender, key) : new Request.FindNode(sender, key);
  }

  private List<Peer> closest() {
    return new ArrayList<>(nearest.values()).subList(0, Math.min(K, nearest.size()));
  }

  private void add(Peer peer) {
    if (!peer.id().equals(node.id())) {
      nearest.putIfAbsent(peer.id().point(), peer);
    }
  }
}
