package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.routing.Peer;

/** The nodes that a deployed node knows: whoever wrote to it, in buckets of 20. */
final class DeployedTable {
  private static final int K = 20;

  private final NodeId self;
  private final Map<Integer, Map<NodeId, InetSocketAddress>> buckets = new HashMap<>();

  DeployedTable(NodeId self) {
    this.self = self;
  }

  boolean contains(NodeId id) {
    return bucket(id).containsKey(id);
  }

  void add(Peer peer) {
    var bucket = bucket(peer.id());
    bucket.remove(peer.id());
    if (bucket.size() < K) {
      bucket.put(peer.id(), peer.address());
    }
  }

  void remove(NodeId id) {
    bucket(id).remove(id);
  }

  List<Peer> closest(Key point, NodeId without) {
    return buckets.values().stream()
        .flatMap(bucket -> bucket.entrySet().stream())
        .filter(entry -> !entry.getKey().equals(without))
        .map(entry -> new Peer(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(peer -> peer.id().point(), point::compareDistance))
        .limit(K)
        .toList();
  }

  int size() {
    return buckets.values().stream().mapToInt(Map::size).sum();
  }

  private Map<NodeId, InetSocketAddress> bucket(NodeId id) {
    return buckets.computeIfAbsent(
        self.point().sharedPrefix(id.point()), prefix -> new LinkedHashMap<>());
  }
}
