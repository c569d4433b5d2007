package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.NodeAddresses;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/** Addresses of nodes to join the network through. */
@Component
public class Seeds {
  private static final Logger LOG = System.getLogger(Seeds.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_TOLD = 200;
  private static final int MAX_PORT = 65_535;

  private final DhtConfig config;
  private final ControlClient client;
  private final NodeAddresses addresses = new NodeAddresses();

  @Inject
  public Seeds(DhtConfig config, ControlClient client) {
    this.config = config;
    this.client = client;
  }

  /** Those of the settings. */
  List<InetSocketAddress> configured() {
    return config.seeds().stream()
        .flatMap(seed -> resolved(seed.getHostString(), seed.getPort()))
        .toList();
  }

  /** Those that a router or coordinator tells; none while it does not answer. */
  List<InetSocketAddress> toldBy(URI directory) {
    try {
      var answer = client.send(Call.get(directory, "/api/dht/bootstrap", TIMEOUT));
      return answer.ok() ? read(answer.json()) : List.of();
    } catch (UnreachableException e) {
      LOG.log(Level.DEBUG, () -> "Nobody tells of DHT nodes. reason=" + e.reason());
      return List.of();
    }
  }

  private List<InetSocketAddress> read(Optional<JsonObject> answer) {
    Set<InetSocketAddress> seeds = new LinkedHashSet<>();
    if (answer.isPresent() && answer.get().get("seeds") instanceof JsonArray told) {
      told.stream()
          .filter(JsonObject.class::isInstance)
          .limit(MAX_TOLD)
          .forEach(seed -> seeds.addAll(seed(seed.asJsonObject())));
    }
    return List.copyOf(seeds);
  }

  private List<InetSocketAddress> seed(JsonObject seed) {
    if (!(seed.get("dht_port") instanceof JsonNumber number)
        || number.intValue() < 1
        || number.intValue() > MAX_PORT) {
      return List.of();
    }
    List<String> hosts = new ArrayList<>();
    if (seed.get("host") instanceof JsonString host) {
      hosts.add(host.getString());
    }
    if (seed.get("tunnel_url") instanceof JsonString url) {
      try {
        hosts.add(AnnouncedAddress.parse(url.getString()).getHost());
      } catch (IllegalArgumentException e) {
        // told by somebody else; the other seeds may do
      }
    }
    return hosts.stream().flatMap(host -> resolved(host, number.intValue())).toList();
  }

  /** The addresses that a host has, as far as a node may have them. */
  Stream<InetSocketAddress> resolved(String host, int port) {
    try {
      return Arrays.stream(addresses.of(host)).map(address -> new InetSocketAddress(address, port));
    } catch (UnknownHostException e) {
      LOG.log(Level.DEBUG, () -> "A DHT node's host is not known. reason=" + e.getMessage());
      return Stream.empty();
    }
  }
}
