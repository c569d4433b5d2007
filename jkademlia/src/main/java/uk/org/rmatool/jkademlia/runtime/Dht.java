package uk.org.rmatool.jkademlia.runtime;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.node.PingPolicy;
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
  private final EventLoop loop;
  private final Resident resident;
  private final Runnable end;

  private Dht(NodeId self, EventLoop loop, Resident resident, Runnable end) {
    this.self = self;
    this.loop = loop;
    this.resident = resident;
    this.end = end;
  }

  /** Starts a node under an id on a transport, which it closes in the end. */
  public static Dht start(NodeId self, Settings settings, ValuePolicy policy, Transport transport) {
    return start(self, settings, policy, PingPolicy.USUAL, transport);
  }

  /** The same, with a say in which pings are answered. */
  public static Dht start(
      NodeId self, Settings settings, ValuePolicy policy, PingPolicy pings, Transport transport) {
    return start(
        self, settings, policy, pings, transport, new SecureRandom(), InstantSource.system());
  }

  static Dht start(
      NodeId self,
      Settings settings,
      ValuePolicy policy,
      PingPolicy pings,
      Transport transport,
      RandomGenerator random,
      InstantSource wall) {
    var name = "dht-" + transport.address().getPort();
    var loop = new EventLoop(name, transport.arrivals(), wall);
    var node = ByWallClock.node(self, settings, policy, pings, random, loop.clock());
    var resident = loop.add(node, transport);
    loop.start();
    return new Dht(self, loop, resident, loop::close);
  }

  /** A node on a loop that goes on without it. */
  static Dht on(EventLoop loop, Node node, Transport transport) {
    var resident = loop.add(node, transport);
    return new Dht(node.id(), loop, resident, () -> loop.end(resident));
  }

  /** An id for a new node. */
  public static NodeId newId() {
    return NodeId.random(new SecureRandom());
  }

  public NodeId id() {
    return self;
  }

  /** Whether it still does something: not after it was closed, nor after its socket failed. */
  public boolean isRunning() {
    return loop.isRunning();
  }

  /** Where it is bound. */
  public InetSocketAddress address() {
    return resident.transport().address();
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
    return loop.ask(resident, ticket -> new Input.Bootstrap(ticket, resolved))
        .thenApply(outcome -> expect(Outcome.Joined.class, outcome).peers());
  }

  /** Asks whoever is at an address who they are; empty if there is no answer within two seconds. */
  public CompletableFuture<Optional<Outcome.Alive>> ping(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("a name instead of an address: " + address);
    }
    return loop.ask(resident, ticket -> new Input.Ping(ticket, address))
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Alive alive ? Optional.of(alive) : Optional.empty());
  }

  /** The value kept under a name. */
  public CompletableFuture<Optional<Value>> get(String name) {
    return get(name, USUAL_VALUES).thenApply(Outcome.Got::value);
  }

  /**
   * The value kept under a name, and how it was found. What policy tells to be none for this name
   * counts for nothing.
   */
  public CompletableFuture<Outcome.Got> get(String name, int values) {
    return loop.ask(resident, ticket -> new Input.Get(ticket, name, values))
        .thenApply(outcome -> expect(Outcome.Got.class, outcome));
  }

  /**
   * Whatever is kept under a key, and how it was found.
   *
   * @param values how many nodes should return one before they are combined: 1 believes the first,
   *     20 reads all that hold one
   */
  public CompletableFuture<Outcome.Got> get(Key key, int values) {
    return loop.ask(resident, ticket -> new Input.Get(ticket, key, values))
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
    return loop.ask(resident, ticket -> new Input.Set(ticket, key, value))
        .thenApply(outcome -> expect(Outcome.Stored.class, outcome));
  }

  /**
   * Has one node keep a value, wherever its name belongs.
   *
   * @return whether it does; false as well when it does not answer
   */
  public CompletableFuture<Boolean> give(InetSocketAddress address, String name, Value value) {
    return loop.ask(resident, ticket -> new Input.Give(ticket, address, Key.named(name), value))
        .thenApply(outcome -> outcome instanceof Outcome.Stored stored && stored.kept() > 0);
  }

  /** The closest nodes to a key, and how they were found. */
  public CompletableFuture<Outcome.Closest> closest(Key key) {
    return loop.ask(resident, ticket -> new Input.Find(ticket, key))
        .thenApply(outcome -> expect(Outcome.Closest.class, outcome));
  }

  /**
   * Waits for a request with this message id, which somebody is asked to send from wherever.
   *
   * @return where it came from; empty if it did not come in time
   */
  public CompletableFuture<Optional<InetSocketAddress>> expect(MessageId id, Duration patience) {
    return loop.ask(resident, ticket -> new Input.Expect(ticket, id, patience))
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Called(var from) ? Optional.of(from) : Optional.empty());
  }

  /**
   * From now on passes on what nodes store here that talk to nobody else.
   *
   * @param perSecond how many values
   */
  public void relay(int perSecond) {
    loop.tell(resident, new Input.Relay(new Settings.Rate(perSecond, 4 * perSecond)));
  }

  /** From now on talk to everybody, or to some alone. */
  public void reach(Reach reach) {
    loop.tell(resident, new Input.Change(reach));
  }

  /** Everyone in the routing table. */
  public CompletableFuture<List<Peer>> peers() {
    return loop.with(resident, Node::peers);
  }

  /** What the node did and holds. */
  public CompletableFuture<Statistics> statistics() {
    return loop.with(resident, Node::statistics);
  }

  /** What to keep for the next start. */
  public CompletableFuture<Snapshot> snapshot() {
    return peers().thenApply(peers -> new Snapshot(self, peers));
  }

  /** Ends the node; what is under way ends with a {@link DhtException}. */
  @Override
  public void close() {
    end.run();
  }

  private static <T extends Outcome> T expect(Class<T> type, Outcome outcome) {
    if (outcome instanceof Outcome.Refused(var reason)) {
      throw new CompletionException(new DhtException(reason));
    }
    return type.cast(outcome);
  }
}
