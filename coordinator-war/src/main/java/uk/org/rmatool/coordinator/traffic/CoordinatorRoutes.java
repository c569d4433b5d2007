package uk.org.rmatool.coordinator.traffic;

import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.DirectRoutes;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.dataplane.balancing.Tier;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Sends calls to workers. Ours are called at their own address; for a deployed one several
 * addresses are possible (contract, "Worker"), and the one that worked is remembered.
 */
@Component
public class CoordinatorRoutes implements DirectRoutes {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MAX_REMEMBERED = 10_000;

  private final Fleet fleet;
  private final Catalogue catalogue;
  private final Map<Place, URI> worked = new ConcurrentHashMap<>();
  private final Map<Place, Known> known = new ConcurrentHashMap<>();

  /** A service at a worker. */
  private record Place(NodeId worker, String service) {}

  /**
   * Addresses of a service at a worker, which are read anew when it has registered again, or when
   * the catalogue has changed: to read what a worker announced takes longer than to choose one.
   *
   * @param port the service's in the catalogue, 0 if it is not there
   */
  private record Known(Instant registeredAt, URI tunnelUrl, int port, List<URI> addresses) {
    boolean isOf(Worker worker, int now) {
      return port == now
          && registeredAt.equals(worker.registeredAt())
          && tunnelUrl.equals(worker.tunnelUrl());
    }
  }

  @Inject
  public CoordinatorRoutes(Fleet fleet, Catalogue catalogue) {
    this.fleet = fleet;
    this.catalogue = catalogue;
  }

  @Override
  public String hop() {
    return ServiceServlet.HOP;
  }

  @Override
  public Candidates find(ServiceCall call, HttpServletRequest request) {
    return find(call, Models.wanted(request));
  }

  @Override
  public Candidates find(ServiceCall call) {
    return find(call, Optional.empty());
  }

  private Candidates find(ServiceCall call, Optional<String> model) {
    var providers = Providers.of(fleet, call.service(), model);
    if (providers.size() == 0) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, whyNone(call.service(), model), RETRY);
    }
    return new Candidates(
        List.of(new Tier("", false, providers)),
        node ->
            providers
                .callable(new NodeId(node))
                .map(worker -> addresses(worker, call))
                .orElse(List.of()));
  }

  @Override
  public void answered(ServiceCall call, Upstream upstream) {
    var place = new Place(new NodeId(upstream.node()), call.service());
    var before = worked.get(place);
    if (before == null ? worked.size() < MAX_REMEMBERED : !before.equals(upstream.base())) {
      worked.put(place, upstream.base());
    }
  }

  @Override
  public void unreachable(ServiceCall call, Upstream upstream, String reason) {
    var id = new NodeId(upstream.node());
    worked.remove(new Place(id, call.service()));
    fleet
        .find(id)
        .filter(worker -> worker.tunnelUrl().equals(upstream.base()))
        .ifPresent(worker -> fleet.suspect(id, reason));
  }

  private List<Upstream> addresses(Worker worker, ServiceCall call) {
    var id = worker.id().value();
    if (worker.ours()) {
      return List.of(new Upstream(id, worker.tunnelUrl(), call.asPath()));
    }
    var place = new Place(worker.id(), call.service());
    var path = (call.path().isEmpty() ? "/" : call.path()) + call.query();
    var bases = bases(worker, place);
    var first = worked.get(place);
    if (first == null || bases.size() == 1 || !bases.contains(first)) {
      return bases.stream().map(base -> new Upstream(id, base, path)).toList();
    }
    var others = bases.stream().filter(base -> !base.equals(first));
    return Stream.concat(Stream.of(first), others)
        .map(base -> new Upstream(id, base, path))
        .toList();
  }

  private List<URI> bases(Worker worker, Place place) {
    var port = catalogue.find(place.service()).map(service -> service.port()).orElse(0);
    var before = known.get(place);
    if (before != null && before.isOf(worker, port)) {
      return before.addresses();
    }
    var now = new Known(worker.registeredAt(), worker.tunnelUrl(), port, read(worker, place, port));
    if (before != null || known.size() < MAX_REMEMBERED) {
      known.put(place, now);
    }
    return now.addresses();
  }

  private static List<URI> read(Worker worker, Place place, int port) {
    var bases = new LinkedHashSet<URI>();
    declared(worker, place.service()).ifPresent(bases::add);
    onHost(worker, port).ifPresent(bases::add);
    bases.add(worker.tunnelUrl());
    return List.copyOf(bases);
  }

  /** The address that a worker gives for one of its services: a url, or a port on its host. */
  private static Optional<URI> declared(Worker worker, String service) {
    return worker.services().stream()
        .filter(json -> json.getString("name", "").equals(service))
        .findFirst()
        .flatMap(json -> declared(worker, json));
  }

  private static Optional<URI> declared(Worker worker, JsonObject service) {
    if (service.get("url") instanceof JsonString url) {
      try {
        return Optional.of(AnnouncedAddress.parse(url.getString()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return service.get("port") instanceof JsonNumber port
        ? onHost(worker, port.intValue())
        : Optional.empty();
  }

  /** Another port of the same host; only plain http addresses with a port of their own have one. */
  private static Optional<URI> onHost(Worker worker, int port) {
    var url = worker.tunnelUrl();
    return "http".equals(url.getScheme()) && url.getPort() > 0 && port > 0 && port <= 65_535
        ? Optional.of(URI.create("http://" + url.getHost() + ":" + port))
        : Optional.empty();
  }

  private String whyNone(String service, Optional<String> model) {
    var able = fleet.view().providers(service).able().size();
    if (model.isPresent() && able > 0) {
      return "None of the %d workers of this region that serve %s now has the model loaded that is asked for."
          .formatted(able, service);
    }
    var providers = fleet.view().providers(service).all();
    if (providers.isEmpty()) {
      return "No healthy workers found for service: "
          + service
          + ". No worker of this region provides it.";
    }
    var suspects = providers.stream().filter(w -> fleet.suspicion(w.id()).isPresent()).count();
    var starting = providers.stream().filter(w -> !w.serves(service)).count();
    return "No healthy workers found for service: %s. Of %d that provide it, %d cannot be reached, %d have not started it."
        .formatted(service, providers.size(), suspects, starting);
  }
}
