package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.node.Reach;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Finds out whether the DHT node can be reached from outside: asks a router or coordinator over
 * HTTP to ping it from another socket than it knows, and sees whether that comes. A node that
 * cannot be reached talks to coordinators alone. While nobody can be asked it stays as it was.
 */
@Component
public class Reachability {
  private static final Logger LOG = System.getLogger(Reachability.class.getName());
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_ASK_AGAIN = Duration.ofMinutes(5);
  private static final Duration CLIENT_AGAIN = Duration.ofMinutes(10);
  private static final Duration LONGEST_CLIENT_AGAIN = Duration.ofDays(1);
  private static final Duration OPEN_AGAIN = Duration.ofDays(7);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Datagrams get lost. */
  private static final int ATTEMPTS = 3;

  private final ReachConfig config;
  private final Seeds seeds;
  private final Coordinators coordinators;
  private final ControlClient client;
  private final RandomGenerator random = new SecureRandom();
  private volatile State state = State.UNKNOWN;
  private final Backoff asking = new Backoff(ASK_AGAIN, LONGEST_ASK_AGAIN);
  private final Backoff hoping = new Backoff(CLIENT_AGAIN, LONGEST_CLIENT_AGAIN);
  private @Nullable Deadline again;
  private Set<InetAddress> tried = Set.of();

  /** What is known of it. */
  enum State {
    UNKNOWN,
    OPEN,
    CLIENT
  }

  @Inject
  public Reachability(
      ReachConfig config, Seeds seeds, Coordinators coordinators, ControlClient client) {
    this.config = config;
    this.seeds = seeds;
    this.coordinators = coordinators;
    this.client = client;
  }

  /** <code>open</code>, <code>client</code> or <code>unknown</code>. */
  public String state() {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Whether others need not try to reach it. */
  public boolean isClient() {
    return state == State.CLIENT;
  }

  /**
   * Has it tried if that is due: at first, now and then, and when this machine has other addresses.
   * Who cannot be asked yet is asked again soon: programs of one machine start together.
   *
   * @param directory who is asked, a router or coordinator
   * @return when to look again
   */
  public Duration check(Dht dht, Optional<URI> directory) {
    var known = config.known();
    if (known.isPresent()) {
      become(known.get(), dht, directory);
      return LOOK;
    }
    var addresses = addresses();
    var due = again == null || again.over() || !addresses.equals(tried);
    if (due && directory.isPresent()) {
      tried = addresses;
      var found = attempt(dht, directory.get());
      found.ifPresent(now -> become(now, dht, directory));
      again = Deadline.in(pauseAfter(found));
    } else if (state == State.CLIENT) {
      become(state, dht, Optional.empty()); // the coordinators may be others
    }
    return again == null || again.left().compareTo(LOOK) > 0 ? LOOK : again.left();
  }

  private Duration pauseAfter(Optional<State> found) {
    if (found.isEmpty() || found.get() != state) {
      return asking.next();
    }
    asking.reset();
    if (found.get() == State.CLIENT) {
      return hoping.next();
    }
    hoping.reset();
    return OPEN_AGAIN;
  }

  private Optional<State> attempt(Dht dht, URI directory) {
    for (int i = 0; i < ATTEMPTS; i++) {
      var id = MessageId.random(random);
      var call = dht.expect(id, PATIENCE);
      var body =
          Json.createObjectBuilder()
              .add("port", dht.address().getPort())
              .add("message_id", id.bytes().toString())
              .build();
      try {
        if (!client.send(Call.post(directory, "/api/dht/dialback", body, Map.of(), TIMEOUT)).ok()) {
          return Optional.empty();
        }
      } catch (UnreachableException e) {
        LOG.log(Level.DEBUG, () -> "Nobody can be asked for a dial-back: " + e.reason());
        return Optional.empty();
      }
      if (DhtSeat.result(call).isPresent()) {
        return Optional.of(State.OPEN);
      }
    }
    return Optional.of(State.CLIENT);
  }

  private void become(State now, Dht dht, Optional<URI> directory) {
    if (now == State.CLIENT) {
      if (coordinators.nodes().isEmpty()) {
        directory.ifPresent(seeds::toldBy);
      }
      dht.reach(new Reach.ClientOf(coordinators.nodes()));
    } else {
      dht.reach(new Reach.Open());
    }
    if (state != now) {
      LOG.log(
          Level.INFO,
          () ->
              now == State.CLIENT
                  ? "The DHT node cannot be reached from outside: it talks to coordinators alone."
                  : "The DHT node can be reached from outside.");
      state = now;
    }
  }

  private static Set<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException e) {
      return Set.of();
    }
  }
}
