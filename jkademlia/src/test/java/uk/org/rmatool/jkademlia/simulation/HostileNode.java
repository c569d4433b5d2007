package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
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

/**
 * A node that lies: it tells of nodes that are not there, returns and spreads forged, unsigned and
 * outdated copies of every record it was given, and sends noise.
 */
public final class HostileNode implements Participant {
  private static final int REMEMBERED = 200;
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Simulation simulation;
  private final Network network;
  private final InetSocketAddress address;
  private final RandomGenerator random;
  private final NodeId id;
  private final List<Request.Store> seen = new ArrayList<>();
  private final Set<InetSocketAddress> victims = new LinkedHashSet<>();

  public HostileNode(Simulation simulation, Network network) {
    this.simulation = simulation;
    this.network = network;
    this.address = network.newAddress();
    this.random = simulation.newRandom();
    this.id = NodeId.random(random);
  }

  /** Takes part from now on. */
  public void start(List<InetSocketAddress> seeds) {
    network.attach(this);
    victims.addAll(seeds);
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
      case Request.FindValue find ->
          seen.stream()
              .filter(store -> store.key().equals(find.key()))
              .findFirst()
              .<Response>map(store -> new Response.Found(spoiled(store.value())))
              .orElseGet(() -> madeUp(find.key()));
    };
  }

  /** Nodes very close to what was asked for, which do not exist. */
  private Response madeUp(Key key) {
    var contacts = new ArrayList<Contact>();
    for (int i = 0; i < 20; i++) {
      var close = new Key(key.high(), key.middle(), random.nextInt());
      var host = i == 0 ? "no-such-host.example.org" : "192.0.2." + random.nextInt(256);
      contacts.add(new Contact(new NodeId(close), host, 1 + random.nextInt(65_535)));
    }
    return new Response.Nodes(contacts);
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
