package uk.org.rmatool.jkademlia.routing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Origin;

/**
 * The nodes that this one knows, in one bucket per length of the prefix that they share with it:
 * what splitting the bucket around oneself comes to. Only nodes that answered are put in, each
 * address once; nodes of one address or subnet get a limited share, those of this machine apart.
 */
public final class RoutingTable {
  private final NodeId self;
  private final Limits limits;
  private final NavigableMap<Integer, Bucket> buckets = new TreeMap<>();
  private final Map<InetSocketAddress, NodeId> byAddress = new HashMap<>();
  private final Map<Origin, Integer> byOrigin = new HashMap<>();

  /**
   * How much is kept.
   *
   * @param k nodes in a bucket; as many wait for a place
   * @param perAddress nodes of one IP address in the whole table
   * @param perSubnet nodes of one subnet in a bucket
   */
  public record Limits(int k, int perAddress, int perSubnet) {
    public static final Limits DEFAULT = new Limits(20, 16, 10);
  }

  public RoutingTable(NodeId self, Limits limits) {
    this.self = self;
    this.limits = limits;
  }

  /**
   * Notes that a peer answered a request of ours from its address.
   *
   * @return who should be asked whether it still lives, because the peer has to wait for a place
   */
  public Optional<Peer> answered(Peer peer, Instant now) {
    if (peer.id().equals(self)) {
      return Optional.empty();
    }
    var known = byAddress.get(peer.address());
    if (known != null && !known.equals(peer.id())) {
      remove(new Peer(known, peer.address())); // it began anew under another id
    }
    var bucket = bucket(peer.id(), now);
    if (!bucket.has(peer) && atLimit(peer)) {
      return Optional.empty();
    }
    boolean isNew = !bucket.has(peer);
    if (bucket.answered(peer, now)) {
      if (isNew) {
        count(peer);
      }
      return Optional.empty();
    }
    return bucket.inTheWayOf(peer);
  }

  /** Notes that a peer did not answer; after some of these it has to go. */
  public void failed(Peer peer) {
    var bucket = buckets.get(index(peer.id()));
    if (bucket != null && bucket.failed(peer)) {
      remove(peer);
      bucket
          .next()
          .ifPresent(
              next -> {
                if (!byAddress.containsKey(next.address())
                    && !atLimit(next)
                    && bucket.answered(next, bucket.touched())) {
                  count(next);
                }
              });
    }
  }

  /** Whether this node is in the table under this address. */
  public boolean contains(Peer peer) {
    return peer.id().equals(byAddress.get(peer.address()));
  }

  /** Who is in the table under this address. */
  public Optional<NodeId> at(InetSocketAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /**
   * The closest nodes to a point, the closest first, leaving out those that did not answer lately
   * unless no others are known.
   */
  public List<Peer> closest(Key point, int count) {
    var good = closest(point, count, false);
    return good.isEmpty() ? closest(point, count, true) : good;
  }

  private List<Peer> closest(Key point, int count, boolean suspects) {
    List<Peer> closest = new ArrayList<>();
    int near = Math.min(self.point().sharedPrefix(point), Key.BITS - 1);
    // First the bucket where the point is, then all that are closer to us than that (they are
    // equally far in their first bits), then one by one those farther away.
    collect(closest, suspects, buckets.get(near));
    sort(closest, 0, point);
    if (closest.size() < count) {
      int from = closest.size();
      buckets.tailMap(near, false).values().forEach(it -> collect(closest, suspects, it));
      sort(closest, from, point);
    }
    for (int i = near - 1; i >= 0 && closest.size() < count; i--) {
      int from = closest.size();
      collect(closest, suspects, buckets.get(i));
      sort(closest, from, point);
    }
    return List.copyOf(closest.subList(0, Math.min(count, closest.size())));
  }

  private static void collect(List<Peer> closest, boolean suspects, @Nullable Bucket bucket) {
    if (bucket != null) {
      for (var place : bucket.places()) {
        if (place.suspect() == suspects) {
          closest.add(place.peer());
        }
      }
    }
  }

  private static void sort(List<Peer> closest, int from, Key point) {
    closest
        .subList(from, closest.size())
        .sort((a, b) -> point.compareDistance(a.id().point(), b.id().point()));
  }

  /** Everyone who has a place. */
  public List<Peer> peers() {
    return places().map(Bucket.Place::peer).toList();
  }

  /** How many have a place. */
  public int size() {
    return byAddress.size();
  }

  /** Those who failed to answer last time, and those who have not been asked for a while. */
  public List<Peer> doubtful(Instant now, Duration silence, int count) {
    return places()
        .filter(place -> place.suspect() || place.answered().plus(silence).isBefore(now))
        .sorted(Comparator.comparing(Bucket.Place::answered))
        .limit(count)
        .map(Bucket.Place::peer)
        .toList();
  }

  /** Notes that somebody looked for a point. */
  public void touched(Key point, Instant now) {
    var bucket = buckets.get(Math.min(self.point().sharedPrefix(point), Key.BITS - 1));
    if (bucket != null) {
      bucket.touch(now);
    }
  }

  /** A point in each bucket in which nobody was looked for in a while. */
  public List<Key> untouched(Instant now, Duration since, RandomGenerator random) {
    return buckets.entrySet().stream()
        .filter(bucket -> bucket.getValue().touched().plus(since).isBefore(now))
        .map(bucket -> pointIn(bucket.getKey(), random))
        .toList();
  }

  private Key pointIn(int index, RandomGenerator random) {
    return self.point().sharing(index, Key.random(random));
  }

  private Stream<Bucket.Place> places() {
    return buckets.values().stream().flatMap(bucket -> bucket.places().stream());
  }

  private Bucket bucket(NodeId id, Instant now) {
    return buckets.computeIfAbsent(
        index(id), index -> new Bucket(limits.k(), limits.perSubnet(), now));
  }

  private int index(NodeId id) {
    return self.point().sharedPrefix(id.point());
  }

  private boolean atLimit(Peer peer) {
    return !peer.address().getAddress().isLoopbackAddress()
        && byOrigin.getOrDefault(origin(peer), 0) >= limits.perAddress();
  }

  private void count(Peer peer) {
    byAddress.put(peer.address(), peer.id());
    byOrigin.merge(origin(peer), 1, Integer::sum);
  }

  private void remove(Peer peer) {
    if (byAddress.remove(peer.address(), peer.id())) {
      byOrigin.computeIfPresent(origin(peer), (origin, count) -> count == 1 ? null : count - 1);
    }
    var bucket = buckets.get(index(peer.id()));
    if (bucket != null) {
      bucket.remove(peer.id());
    }
  }

  private static Origin origin(Peer peer) {
    return Origin.of(peer.address().getAddress());
  }
}
