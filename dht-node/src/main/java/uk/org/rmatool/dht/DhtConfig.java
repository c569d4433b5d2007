package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Whether this program has a DHT node, and where. */
@Component
public class DhtConfig {
  private static final String ANY = "*";
  private static final Pattern SEED =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  private final boolean enabled;
  private final int port;
  private final String host;
  private final List<InetSocketAddress> seeds;
  private final Path stateDir;

  /**
   * Read at start.
   *
   * @param enabled whether there is a node
   * @param port its UDP port; a worker takes the next one that is free
   * @param host the address that it is bound to
   * @param httpHost the address that the public port is bound to, which is the node's if it has
   *     none of its own
   * @param seeds nodes to join through, <code>host:port</code>, separated by commas, beside those
   *     that router or coordinator tell
   * @param stateDir the folder that keeps whom the node knew
   */
  @Inject
  public DhtConfig(
      @ConfigProperty(name = "dht.enabled", defaultValue = "true") boolean enabled,
      @ConfigProperty(name = "dht.port", defaultValue = "8468") int port,
      @ConfigProperty(name = "dht.host") Optional<String> host,
      @ConfigProperty(name = "http.host", defaultValue = "*") String httpHost,
      @ConfigProperty(name = "dht.seeds") Optional<String> seeds,
      @ConfigProperty(name = "rma.state.dir", defaultValue = "state") Path stateDir) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("DHT_PORT '%d' is not from 1 to 65535.".formatted(port));
    }
    this.enabled = enabled;
    this.port = port;
    this.host = host.orElse(httpHost);
    this.seeds = seeds.map(DhtConfig::seeds).orElse(List.of());
    this.stateDir = stateDir;
  }

  boolean enabled() {
    return enabled;
  }

  int port() {
    return port;
  }

  /** Where a node is bound that has this port. */
  InetSocketAddress address(int at) {
    return host.equals(ANY) ? new InetSocketAddress(at) : new InetSocketAddress(host, at);
  }

  /** Not looked up yet. */
  List<InetSocketAddress> seeds() {
    return seeds;
  }

  Path stateDir() {
    return stateDir;
  }

  private static List<InetSocketAddress> seeds(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(seed -> !seed.isEmpty())
        .map(DhtConfig::seed)
        .toList();
  }

  private static InetSocketAddress seed(String text) {
    var matcher = SEED.matcher(text);
    if (!matcher.matches()
        || Integer.parseInt(matcher.group(2)) < 1
        || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      throw new IllegalArgumentException(
          "DHT_SEEDS names '%s', which is not a host and a port, such as edge.example.org:8468."
              .formatted(text));
    }
    return InetSocketAddress.createUnresolved(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }
}
