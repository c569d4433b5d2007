package uk.org.rmatool.jkademlia.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.Responses;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Contact;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * A node that behaves as the deployed ones do: it believes everybody, overwrites, keeps what it has
 * for a week from each store, sends all of it out again every hour, and waits five seconds for
 * whoever does not answer.
 */
public final class DeployedNode implements Participant {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WEEK = Duration.ofDays(7);

  private final Simulation simulation;
  private final Network network;
  private final InetSocketAddress address;
  private final NodeId id;
  private final RandomGenerator random;
  private final DeployedTable table;
  private final Map<Key, Held> storage = new HashMap<>();
  private final Map<MessageId, Call> calls = new HashMap<>();

  private record Held(Value value, Instant since) {}

  private record Call(Request request, Consumer<Optional<Response>> then) {}

  public DeployedNode(Simulation simulation, Network network) {
    this.simulation = simulation;
    this.network = network;
    this.address = network.newAddress();
    this.random = simulation.newRandom();
    this.id = NodeId.random(random);
    this.table = new DeployedTable(id);
  }

  /** Takes part from now on. */
  public void start(List<InetSocketAddress> seeds) {
    network.attach(this);
    for (var seed : seeds) {
      call(
          seed,
          new Request.Ping(Request.Sender.of(id)),
          pong -> {
            if (pong.orElse(null) instanceof Response.Pong(var other)) {
              meet(new Peer(other, seed));
              find(id.point());
            }
          });
    }
    simulation.every(HOUR, this::republish);
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  /** Stores a value as deployed nodes do. */
  public void set(Key key, Value value) {
    new DeployedCrawl(this, key, false).run(closest -> store(key, value, closest));
  }

  /** Looks for a value as deployed nodes do, its own storage first. */
  public void get(Key key, Consumer<Optional<Value>> then) {
    var own = held(key);
    if (own.isPresent()) {
      then.accept(own);
    } else {
      var crawl = new DeployedCrawl(this, key, true);
      crawl.run(closest -> then.accept(crawl.value()));
    }
  }

  /** What it holds under a key. */
  public Optional<Value> held(Key key) {
    return Optional.ofNullable(storage.get(key))
        .filter(held -> simulation.now().isBefore(held.since().plus(WEEK)))
        .map(Held::value);
  }

  /** Has it hold a value that nobody sent, as if it had slept. */
  public void hold(Key key, Value value) {
    storage.put(key, new Held(value, simulation.now()));
  }

  public int peers() {
    return table.size();
  }

  NodeId id() {
    return id;
  }

  List<Peer> closest(Key key) {
    return table.closest(key, id);
  }

  void find(Key key) {
    new DeployedCrawl(this, key, false).run(closest -> {});
  }

  /** Asks, and tells what came back within five seconds. */
  void ask(Peer peer, Request request, Consumer<Optional<Response>> then) {
    call(
        peer.address(),
        request,
        response -> {
          if (response.isPresent()) {
            meet(peer);
          } else {
            table.remove(peer.id());
          }
          then.accept(response);
        });
  }

  private void call(InetSocketAddress to, Request request, Consumer<Optional<Response>> then) {
    var message = MessageId.random(random);
    calls.put(message, new Call(request, then));
    network.send(address, to, Datagrams.write(message, request));
    simulation.after(
        TIMEOUT,
        () -> {
          if (calls.remove(message) != null) {
            then.accept(Optional.empty());
          }
        });
  }

  @Override
  public void receive(InetSocketAddress from, Bytes content) {
    try {
      switch (Datagrams.read(content.buffer())) {
        case Message.Question(var message, var request) -> {
          request.from().ifPresent(sender -> meet(new Peer(sender, from)));
          network.send(address, from, Datagrams.write(message, answer(from, request)));
        }
        case Message.Answer(var message, var result) -> {
          var call = calls.remove(message);
          if (call != null) {
            call.then().accept(understood(call.request(), result));
          }
        }
      }
    } catch (CodecException e) {
      // No reply, and it lives on.
    }
  }

  private static Optional<Response> understood(Request request, Value result) {
    try {
      return Optional.of(Responses.read(request, result));
    } catch (CodecException e) {
      return Optional.empty();
    }
  }

  private Response answer(InetSocketAddress from, Request request) {
    return switch (request) {
      case Request.Stun ignored ->
          new Response.Seen(from.getAddress().getHostAddress(), from.getPort());
      case Request.Ping ignored -> new Response.Pong(id);
      case Request.Store(var sender, var key, var value) -> {
        hold(key, value);
        yield new Response.Stored(true);
      }
      case Request.FindNode(var sender, var key) -> nodes(sender, key);
      case Request.FindValue(var sender, var key) -> {
        var held = held(key);
        yield held.isPresent() ? new Response.Found(held.get()) : nodes(sender, key);
      }
    };
  }

  private Response nodes(Request.Sender sender, Key key) {
    return new Response.Nodes(
        table.closest(key, sender.id().orElse(id)).stream().map(Peer::contact).toList());
  }

  /** Puts a node in its table; the first time, sends it what it should have. */
  private void meet(Peer peer) {
    if (peer.id().equals(id)) {
      return;
    }
    if (!table.contains(peer.id())) {
      storage.forEach((key, held) -> push(peer, key, held));
    }
    table.add(peer);
  }

  private void push(Peer peer, Key key, Held held) {
    var twice = digest(key);
    var neighbors = table.closest(twice, id);
    if (neighbors.isEmpty()
        || twice.compareDistance(peer.id().point(), neighbors.getLast().id().point()) < 0
            && twice.compareDistance(id.point(), neighbors.getFirst().id().point()) < 0) {
      call(peer.address(), store(key, held.value()), response -> {});
    }
  }

  /** The key hashed once more, which is what deployed nodes compare with. */
  private static Key digest(Key key) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return Key.of(Bytes.wrap(sha1.digest(key.bytes().toArray())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private Request store(Key key, Value value) {
    return new Request.Store(Request.Sender.of(id), key, value);
  }

  private void store(Key key, Value value, List<Peer> closest) {
    if (closest.isEmpty() || key.compareDistance(id.point(), closest.getLast().id().point()) < 0) {
      hold(key, value);
    }
    closest.forEach(peer -> ask(peer, store(key, value), response -> {}));
  }

  private void republish() {
    find(Key.random(random));
    Map.copyOf(storage)
        .forEach(
            (key, held) -> {
              if (!held.since().plus(HOUR).isAfter(simulation.now())) {
                set(key, held.value());
              }
            });
  }

  /** The nodes of an answer, by addresses in numbers alone. */
  static List<Peer> peers(List<Contact> contacts) {
    return contacts.stream()
        .filter(contact -> contact.host().matches("[0-9.]+"))
        .map(contact -> new Peer(contact.id(), socket(contact)))
        .toList();
  }

  private static InetSocketAddress socket(Contact contact) {
    try {
      return new InetSocketAddress(InetAddress.getByName(contact.host()), contact.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(contact.host(), e);
    }
  }
}
