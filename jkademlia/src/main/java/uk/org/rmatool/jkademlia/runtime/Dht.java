package uk.org.rmatool.jkademlia.runtime;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.node.Reach;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.node.Statistics;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.transport.Transport;

/**
 * A running node. Its methods return at once and may be called by any thread; the futures are
 * completed by the node's own thread, which must not be kept waiting. A future ends with a {@link
 * DhtException} if the node is closed or overloaded, or refuses.
 */
public final class Dht implements AutoCloseable {
  /** How many nodes should return a value before a get believes it. */
  public static final int USUAL_VALUES = 3;

  private final NodeId self;
  private final Transport transport;
  private final EventLoop loop;

  private Dht(NodeId self, Transport transport, EventLoop loop) {
    this.self = self;
    this.transport = transport;
    this.loop = loop;
  }

  /** Starts a node under an id on a transport, which it closes in the end. */
  public static Dht start(NodeId self, Settings settings, ValuePolicy policy, Transport transport) {
    return start(self, settings, policy, transport, new SecureRandom(), InstantSource.system());
  }

  static Dht start(
      NodeId self,
      Settings settings,
      ValuePolicy policy,
      Transport transport,
      RandomGenerator random,
      InstantSource wall) {
    var node = new Node(self, settings, policy, random, wall.instant());
    var loop = new EventLoop(node, transport, wall);
    loop.start();
    return new Dht(self, transport, loop);
  }

  /** An id for a new node. */
  public static NodeId newId() {
    return NodeId.random(new SecureRandom());
  }

  public NodeId id() {
    return self;
  }

  /** Where it is bound. */
  public InetSocketAddress address() {
    return transport.address();
  }

  /**
   * Joins the network through nodes at these addresses, the ones of a {@link Snapshot} for
   * instance. May be called again.
   *
   * @return how many nodes are known then; 0 if none of them answered (they are tried again every
   *     minute)
   */
  public CompletableFuture<Integer> bootstrap(List<InetSocketAddress> seeds) {
    var resolved = seeds.stream().filter(seed -> !seed.isUnresolved()).toList();
    return loop.ask(ticket -> new Input.Bootstrap(ticket, resolved))
        .thenApply(outcome -> expect(Outcome.Joined.class, outcome).peers());
  }

  /** Asks whoever is at an address who they are; empty if there is no answer within two seconds. */
  public CompletableFuture<Optional<Outcome.Alive>> ping(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("a name instead of an address: " + address);
    }
    return loop.ask(ticket -> new Input.Ping(ticket, address))
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Alive alive ? Optional.of(alive) : Optional.empty());
  }

  /** The value kept under a name. */
  public CompletableFuture<Optional<Value>> get(String name) {
    return get(Key.named(name), USUAL_VALUES).thenApply(Outcome.Got::value);
  }

  /**
   * The value kept under a key, and how it was found.
   *
   * @param values how many nodes should return one before they are combined: 1 believes the first,
   *     20 reads all that hold one
   */
  public CompletableFuture<Outcome.Got> get(Key key, int values) {
    return loop.ask(ticket -> new Input.Get(ticket, key, values))
        .thenApply(outcome -> expect(Outcome.Got.class, outcome));
  }

  /**
   * Stores a value under a name.
   *
   * @return how many nodes keep it
   */
  public CompletableFuture<Integer> set(String name, Value value) {
    return set(Key.named(name), value).thenApply(Outcome.Stored::kept);
  }

  /** Stores a value under a key. */
  public CompletableFuture<Outcome.Stored> set(Key key, Value value) {
    return loop.ask(ticket -> new Input.Set(ticket, key, value))
        .thenApply(outcome -> expect(Outcome.Stored.class, outcome));
  }

  /** The closest nodes to a key, and how they were found. */
  public CompletableFuture<Outcome.Closest> closest(Key key) {
    return loop.ask(ticket -> new Input.Find(ticket, key))
        .thenApply(outcome -> expect(Outcome.Closest.class, outcome));
  }

  /** From now on talk to everybody, or to some alone. */
  public void reach(Reach reach) {
    loop.tell(new Input.Change(reach));
  }

  /** Everyone in the routing table. */
  public CompletableFuture<List<Peer>> peers() {
    return loop.with(Node::peers);
  }

  /** What the node did and holds. */
  public CompletableFuture<Statistics> statistics() {
    return loop.with(Node::statistics);
  }

  /** What to keep for the next start. */
  public CompletableFuture<Snapshot> snapshot() {
    return peers().thenApply(peers -> new Snapshot(self, peers));
  }

  /** Ends the node; what is under way ends with a {@link DhtException}. */
  @Override
  public void close() {
    loop.close();
  }

  private static <T extends Outcome> T expect(Class<T> type, Outcome outcome) {
    if (outcome instanceof Outcome.Refused(var reason)) {
      throw new CompletionException(new DhtException(reason));
    }
    return type.cast(outcome);
  }
}
