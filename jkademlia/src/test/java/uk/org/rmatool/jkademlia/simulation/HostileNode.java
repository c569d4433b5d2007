package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
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
 * A node that lies: it tells of nodes that are not there or are others, returns and spreads forged,
 * unsigned and outdated copies of every record it was given, and sends noise.
 */
public final class HostileNode implements Participant {
  private static final int REMEMBERED = 200;
  private static final int CONTACTS = 20;
  private static final int NEAR_BITS = 16;
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Simulation simulation;
  private final Network network;
  private final InetSocketAddress address;
  private final RandomGenerator random;
  private final NodeId id;
  private final Lies lies;
  private final Set<Peer> known = new LinkedHashSet<>();
  private final List<Request.Store> seen = new ArrayList<>();
  private final Set<InetSocketAddress> victims = new LinkedHashSet<>();

  /** Of whom it tells those who look for others; who misleads denies to have what is looked for. */
  public enum Lies {
    /** Made-up ids near the key, where nobody is. */
    NOWHERE,
    /** Made-up ids near the key, where those are who are farthest from it, and will answer. */
    ELSEWHERE,
    /** Those who are closest to the key, where nobody is. */
    GONE,
    /** Nobody, or the truth if it has to: it has the value itself, which is nonsense. */
    NONSENSE
  }

  /**
   * A liar at an address of its own.
   *
   * @param near what it lies next to; null for anywhere
   */
  public HostileNode(Simulation simulation, Network network, Lies lies, @Nullable Key near) {
    this.simulation = simulation;
    this.network = network;
    this.lies = lies;
    this.address = network.newAddress();
    this.random = simulation.newRandom();
    var point = Key.random(random);
    this.id = new NodeId(near == null ? point : near.sharing(NEAR_BITS, point));
  }

  /** Takes part from now on, and greets everybody. */
  public void start(List<Peer> others) {
    network.attach(this);
    known.addAll(others);
    for (var other : others) {
      victims.add(other.address());
      ask(other.address(), new Request.FindNode(Request.Sender.of(id), id.point()));
    }
    simulation.every(PERIOD, this::attack);
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void receive(InetSocketAddress from, Bytes content) {
    victims.add(from);
    try {
      if (Datagrams.read(content.buffer()) instanceof Message.Question(var message, var request)) {
        request.from().map(sender -> new Peer(sender, from)).ifPresent(known::add);
        network.send(address, from, Datagrams.write(message, lie(request)));
      }
    } catch (CodecException e) {
      // Noise is its own business.
    }
  }

  private Response lie(Request request) {
    return switch (request) {
      case Request.Stun ignored -> new Response.Seen("localhost", 1);
      case Request.Ping ignored -> new Response.Pong(id);
      case Request.Store store -> {
        if (seen.size() == REMEMBERED) {
          seen.remove(random.nextInt(REMEMBERED));
        }
        seen.add(store);
        yield new Response.Stored(true);
      }
      case Request.FindNode find -> madeUp(find.key());
      case Request.FindValue ignored when lies == Lies.NONSENSE ->
          new Response.Found(new Value.Str("nonsense"));
      case Request.FindValue find ->
          seen.stream()
              .filter(store -> lies == Lies.NOWHERE && store.key().equals(find.key()))
              .findFirst()
              .<Response>map(store -> new Response.Found(spoiled(store.value())))
              .orElseGet(() -> madeUp(find.key()));
    };
  }

  private Response madeUp(Key key) {
    return new Response.Nodes(
        switch (lies) {
          case NOWHERE -> close(key).map(close -> new Contact(close, nowhere(), port())).toList();
          case ELSEWHERE -> {
            var others = closest(key).toList().reversed().iterator();
            yield close(key)
                .takeWhile(close -> others.hasNext())
                .map(close -> new Peer(close, others.next().address()).contact())
                .toList();
          }
          case GONE ->
              closest(key)
                  .limit(CONTACTS)
                  .map(peer -> new Contact(peer.id(), nowhere(), port()))
                  .toList();
          case NONSENSE -> closest(key).limit(CONTACTS).map(Peer::contact).toList();
        });
  }

  /** Ids very close to what was asked for, which nobody has. */
  private Stream<NodeId> close(Key key) {
    return Stream.generate(() -> new NodeId(new Key(key.high(), key.middle(), random.nextInt())))
        .limit(CONTACTS);
  }

  private Stream<Peer> closest(Key key) {
    return known.stream()
        .sorted(Comparator.comparing(peer -> peer.id().point(), key::compareDistance));
  }

  private String nowhere() {
    int number = random.nextInt(260);
    return number < 256 ? "192.0.2." + number : "no-such-host.example.org";
  }

  private int port() {
    return 1 + random.nextInt(65_535);
  }

  /** An old copy, an unsigned one, one with a changed letter, or nonsense. */
  private Value spoiled(Value value) {
    if (!(value instanceof Value.Str(var text)) || text.isEmpty()) {
      return new Value.Int(random.nextInt());
    }
    int at = random.nextInt(text.length());
    return switch (random.nextInt(4)) {
      case 0 -> value;
      case 1 -> new Value.Str(text.replace("\"_dht\"", "\"_was\""));
      case 2 -> new Value.Str(text.substring(0, at) + 'x' + text.substring(at + 1));
      default -> new Value.Str("nonsense");
    };
  }

  private void attack() {
    if (victims.isEmpty()) {
      return;
    }
    var victim = List.copyOf(victims).get(random.nextInt(victims.size()));
    network.send(address, victim, noise());
    var sender = Request.Sender.of(id);
    ask(victim, new Request.FindNode(sender, Key.random(random)));
    if (!seen.isEmpty()) {
      var old = seen.get(random.nextInt(seen.size()));
      ask(victim, new Request.Store(sender, old.key(), spoiled(old.value())));
    }
  }

  private void ask(InetSocketAddress to, Request request) {
    network.send(address, to, Datagrams.write(MessageId.random(random), request));
  }

  private Bytes noise() {
    var noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    return Bytes.wrap(noise);
  }
}
