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
  private final Coordinators coordinators;
  private final NodeAddresses addresses = new NodeAddresses();

  @Inject
  public Seeds(DhtConfig config, ControlClient client, Coordinators coordinators) {
    this.config = config;
    this.client = client;
    this.coordinators = coordinators;
  }

  /** Those of the settings. */
  List<InetSocketAddress> configured() {
    return config.seeds().stream()
        .flatMap(seed -> resolved(seed.getHostString(), seed.getPort()))
        .toList();
  }

  /**
   * Those that a router or coordinator tells; none while it does not answer. What it says of
   * coordinators is kept in {@link Coordinators}.
   */
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
    List<Coordinators.Known> told = new ArrayList<>();
    if (answer.isPresent() && answer.get().get("seeds") instanceof JsonArray all) {
      for (var seed : all.stream().limit(MAX_TOLD).toList()) {
        if (seed instanceof JsonObject one) {
          var nodes = seed(one);
          seeds.addAll(nodes);
          coordinator(one, nodes).ifPresent(told::add);
        }
      }
    }
    coordinators.told(told);
    return List.copyOf(seeds);
  }

  /** A router tells of coordinators alone, and gives them a <code>node_id</code>. */
  private static Optional<Coordinators.Known> coordinator(
      JsonObject seed, List<InetSocketAddress> nodes) {
    var id = text(seed, seed.getBoolean("coordinator", false) ? "worker_id" : "node_id");
    return id.map(
        name ->
            new Coordinators.Known(name, text(seed, "location").orElse(""), address(seed), nodes));
  }

  private static Optional<String> text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  /** Empty as well when no node can have it: the other seeds may do. */
  private static Optional<URI> address(JsonObject seed) {
    try {
      return text(seed, "tunnel_url").map(AnnouncedAddress::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<InetSocketAddress> seed(JsonObject seed) {
    if (!(seed.get("dht_port") instanceof JsonNumber number)
        || number.intValue() < 1
        || number.intValue() > MAX_PORT) {
      return List.of();
    }
    List<String> hosts = new ArrayList<>();
    text(seed, "host").ifPresent(hosts::add);
    address(seed).ifPresent(url -> hosts.add(url.getHost()));
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
