package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.node.PingPolicy;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.jkademlia.runtime.Snapshot;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.udp.UdpTransport;
import uk.org.rmatool.platform.wiring.Component;

/** The DHT node of this program, if it has one. */
@Component
public class DhtSeat {
  private static final Logger LOG = System.getLogger(DhtSeat.class.getName());
  private static final String JOIN = "join";
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration SAVE = Duration.ofMinutes(5);
  private static final Duration WATCH = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final DhtConfig config;
  private final Seeds seeds;
  private final Memory memory;
  private final Chores chores = new Chores();
  private final List<Consumer<Dht>> openings = new CopyOnWriteArrayList<>();
  private volatile @Nullable Dht node;
  private volatile String trouble = "not started yet";
  private volatile int peers;
  private List<InetSocketAddress> knownBefore = List.of();
  private final Backoff backoff = new Backoff(SOON, LONGEST_PAUSE);

  /**
   * How a program takes part.
   *
   * @param ports how many ports are tried, from the configured one on
   * @param directory who tells of nodes, a router or a coordinator
   * @param askAgain how often it is asked while nodes are known, so that parts of the network that
   *     know nothing of each other come together
   */
  public record Part(int ports, Optional<URI> directory, Duration askAgain) {}

  @Inject
  public DhtSeat(DhtConfig config, Seeds seeds) {
    this.config = config;
    this.seeds = seeds;
    this.memory = new Memory(config.stateDir());
  }

  /**
   * Starts the node and begins to join the network; returns at once. Where it cannot be started the
   * program goes on without.
   *
   * @param policy what it keeps and believes
   */
  public void start(Part part, ValuePolicy policy) {
    start(part, policy, PingPolicy.USUAL);
  }

  /** The same, with a say in which pings are answered. */
  public void start(Part part, ValuePolicy policy, PingPolicy pings) {
    if (!config.enabled()) {
      trouble = "DHT_ENABLED is false";
      return;
    }
    var opening = new Opening(part, policy, pings);
    if (open(opening)) {
      always(JOIN, dht -> join(dht, part));
      chores.add("watch", () -> watch(opening));
      always("save", dht -> memory.save(result(dht.snapshot())) ? SAVE : SOON);
      chores.start();
    }
  }

  private record Opening(Part part, ValuePolicy policy, PingPolicy pings) {}

  private boolean open(Opening how) {
    try {
      var before = memory.load();
      knownBefore = before.stream().flatMap(s -> s.peers().stream()).map(Peer::address).toList();
      var dht =
          Dht.start(
              before.map(Snapshot::self).orElseGet(Dht::newId),
              Settings.DEFAULT,
              how.policy(),
              how.pings(),
              bind(how.part().ports()));
      node = dht;
      LOG.log(
          Level.INFO,
          () -> "The DHT node runs. address=%s node=%s".formatted(dht.address(), dht.id()));
      openings.forEach(opening -> opening.accept(dht));
      return true;
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      trouble = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.log(Level.WARNING, () -> "No DHT node here; all else goes on. reason=" + trouble);
      return false;
    }
  }

  private UdpTransport bind(int ports) throws IOException {
    var first = config.port();
    for (int port = first; ; port++) {
      var address = config.address(port);
      if (address.isUnresolved()) {
        throw new IOException("DHT_HOST '%s' is not known".formatted(address.getHostString()));
      }
      try {
        return UdpTransport.bind(address);
      } catch (BindException e) {
        if (port + 1 >= first + ports || port == 65_535) {
          throw new IOException(
              "UDP port %s cannot be used (%s); choose another with DHT_PORT"
                  .formatted(port == first ? port : first + " to " + port, e.getMessage()),
              e);
        }
      }
    }
  }

  private Duration join(Dht dht, Part part) {
    List<InetSocketAddress> all = new ArrayList<>(seeds.configured());
    part.directory().ifPresent(directory -> all.addAll(seeds.toldBy(directory)));
    if (peers == 0) {
      all.addAll(knownBefore);
    }
    var before = peers;
    peers = all.isEmpty() ? peers : result(dht.bootstrap(all));
    if (peers > 0) {
      backoff.reset();
      if (before == 0) {
        LOG.log(Level.INFO, () -> "The DHT is joined. known=" + peers);
      }
      return part.askAgain();
    }
    return backoff.next();
  }

  private Duration watch(Opening how) {
    var dht = node;
    if (dht == null || !dht.isRunning()) {
      node = null;
      peers = 0;
      LOG.log(Level.WARNING, "The DHT node has stopped by itself; it is started again.");
      chores.hurry(JOIN);
      return open(how) ? SOON : WATCH;
    }
    var now = result(dht.peers()).size();
    if (peers > 0 && now == 0) {
      LOG.log(Level.WARNING, "The DHT node knows nobody any more; joining again.");
      chores.hurry(JOIN);
    }
    peers = now;
    return now == 0 ? SOON : WATCH;
  }

  /** The addresses that a host has, as far as a node may have them. */
  public List<InetSocketAddress> addresses(String host, int port) {
    return seeds.resolved(host, port).toList();
  }

  /** The running node. */
  public Optional<Dht> node() {
    return Optional.ofNullable(node);
  }

  /** The running node once it has joined the network. */
  public Optional<Dht> joined() {
    return peers > 0 ? node() : Optional.empty();
  }

  /** The UDP port of the running node. */
  public Optional<Integer> port() {
    return node().map(dht -> dht.address().getPort());
  }

  /** How many nodes it knows; may be some seconds old. */
  public int peers() {
    return peers;
  }

  /**
   * Waits for values to be stored; whether each is kept by two nodes, where that many are known.
   */
  public boolean keptByTwo(List<CompletableFuture<Integer>> stores) {
    int wanted = Math.min(2, peers);
    return stores.stream().map(DhtSeat::result).filter(kept -> kept < wanted).count() == 0;
  }

  /** Why there is no node. */
  public String trouble() {
    return trouble;
  }

  /** Has something done with each node that is started here, before anything else is. */
  public void onOpen(Consumer<Dht> action) {
    openings.add(action);
  }

  /**
   * Has something done from time to time, while the network is joined.
   *
   * @param name for {@link #hurry}
   * @param chore gives after how long it is to be done again
   */
  public void whenJoined(String name, Function<Dht, Duration> chore) {
    chores.add(name, () -> joined().map(chore).orElse(SOON));
  }

  /** The same, whether the network is joined or not; what is there at the start comes first. */
  public void always(String name, Function<Dht, Duration> chore) {
    chores.add(name, () -> node().map(chore).orElse(SOON));
  }

  /** Has it done at the next opportunity. */
  public void hurry(String name) {
    chores.hurry(name);
  }

  /** Keeps whom the node knows, and ends it. */
  public void stop() {
    chores.stop();
    var dht = node;
    if (dht != null) {
      try {
        memory.save(result(dht.snapshot()));
      } catch (DhtException e) {
        LOG.log(Level.DEBUG, "Whom the DHT node knows is not kept.", e);
      }
      dht.close();
      node = null;
      peers = 0;
      trouble = "stopped";
    }
  }

  /**
   * What a future ends with.
   *
   * @throws DhtException when it fails or takes too long
   */
  public static <T> T result(CompletableFuture<T> future) {
    return result(future, ANSWER);
  }

  /** The same, within a time. */
  public static <T> T result(CompletableFuture<T> future, Duration within) {
    try {
      return future.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DhtException("time-out");
    } catch (ExecutionException e) {
      var cause =
          e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
      throw cause instanceof DhtException known ? known : new CompletionException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DhtException("interrupted");
    }
  }
}
