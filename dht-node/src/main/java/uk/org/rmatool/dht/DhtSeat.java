package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.routing.Peer;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.jkademlia.runtime.Snapshot;
import uk.org.rmatool.jkademlia.runtime.SnapshotFile;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.udp.UdpTransport;
import uk.org.rmatool.platform.wiring.Component;

/** The DHT node of this program, if it has one. */
@Component
public class DhtSeat {
  private static final Logger LOG = System.getLogger(DhtSeat.class.getName());
  private static final String SNAPSHOT = "dht.snapshot";
  private static final String JOIN = "join";
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration SAVE = Duration.ofMinutes(5);
  private static final Duration WATCH = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 6;

  private final DhtConfig config;
  private final Seeds seeds;
  private final Chores chores = new Chores();
  private volatile @Nullable Dht node;
  private volatile String trouble = "not started yet";
  private volatile int peers;
  private List<InetSocketAddress> knownBefore = List.of();
  private int attempts;

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
  }

  /**
   * Starts the node and begins to join the network; returns at once. Where it cannot be started the
   * program goes on without.
   *
   * @param policy what it keeps and believes
   */
  public void start(Part part, ValuePolicy policy) {
    if (!config.enabled()) {
      trouble = "DHT_ENABLED is false";
      return;
    }
    try {
      var file = snapshotFile();
      var before = load(file);
      knownBefore = before.stream().flatMap(s -> s.peers().stream()).map(Peer::address).toList();
      var dht =
          Dht.start(
              before.map(Snapshot::self).orElseGet(Dht::newId),
              Settings.DEFAULT,
              policy,
              bind(part.ports()));
      node = dht;
      LOG.log(
          Level.INFO,
          () -> "The DHT node runs. address=%s node=%s".formatted(dht.address(), dht.id()));
      chores.add(JOIN, () -> join(dht, part));
      chores.add("watch", () -> watch(dht));
      chores.add("save", () -> save(dht, file));
      chores.start();
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      trouble = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.log(Level.WARNING, () -> "No DHT node here; all else goes on. reason=" + trouble);
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

  private SnapshotFile snapshotFile() throws IOException {
    return new SnapshotFile(Files.createDirectories(config.stateDir()).resolve(SNAPSHOT));
  }

  private static Optional<Snapshot> load(SnapshotFile file) {
    try {
      return file.load();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Whom the DHT node knew before cannot be read; it begins anew.", e);
      return Optional.empty();
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
      attempts = 0;
      if (before == 0) {
        LOG.log(Level.INFO, () -> "The DHT is joined. known=" + peers);
      }
      return part.askAgain();
    }
    var pause = SOON.multipliedBy(1L << Math.min(attempts++, MAX_DOUBLINGS));
    return pause.compareTo(LONGEST_BACKOFF) < 0 ? pause : LONGEST_BACKOFF;
  }

  private Duration watch(Dht dht) {
    var now = result(dht.peers()).size();
    if (peers > 0 && now == 0) {
      LOG.log(Level.WARNING, "The DHT node knows nobody any more; joining again.");
      chores.hurry(JOIN);
    }
    peers = now;
    return now == 0 ? SOON : WATCH;
  }

  private static Duration save(Dht dht, SnapshotFile file) {
    var snapshot = result(dht.snapshot());
    if (!snapshot.peers().isEmpty()) {
      try {
        file.save(snapshot);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Whom the DHT node knows cannot be kept for the next start.", e);
      }
    }
    return snapshot.peers().isEmpty() ? SOON : SAVE;
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

  /** Why there is no node. */
  public String trouble() {
    return trouble;
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
        save(dht, snapshotFile());
      } catch (IOException | DhtException e) {
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
