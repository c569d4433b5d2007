package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.OtherReplicas;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.wiring.Component;

/** What this region can do, in the few numbers by which the router chooses. */
@Component
class Digest {
  private static final int MAX_SERVICES = 500;

  private final Catalogue catalogue;
  private final Fleet fleet;
  private final Traffic traffic;
  private final OtherReplicas others;

  @Inject
  Digest(Catalogue catalogue, Fleet fleet, Traffic traffic, OtherReplicas others) {
    this.catalogue = catalogue;
    this.fleet = fleet;
    this.traffic = traffic;
    this.others = others;
  }

  /**
   * Healthy providers by service: when this changes the router is told at once. As many services as
   * a router takes; those of the catalogue before those that workers declare.
   */
  Map<String, Integer> providers() {
    var providers = new TreeMap<String, Integer>();
    fleet.view().services().entrySet().stream()
        .filter(entry -> !entry.getValue().able().isEmpty())
        .sorted(Comparator.comparing(entry -> catalogue.find(entry.getKey()).isEmpty()))
        .limit(MAX_SERVICES)
        .forEach(entry -> providers.put(entry.getKey(), entry.getValue().able().size()));
    return providers;
  }

  /**
   * What the router is told. Each replica tells its own calls in flight times the number of
   * replicas: what the region has, as calls come to all of them alike.
   */
  JsonArray toJson(Map<String, Integer> providers) {
    var list = Json.createArrayBuilder();
    providers.forEach(
        (service, count) -> {
          var seen = traffic.of(service);
          list.add(
              Json.createObjectBuilder()
                  .add("name", service)
                  .add("providers", count)
                  .add("in_flight", seen.inFlight() * others.count())
                  .add("latency_ms", seen.latency().toNanos() / 1e6));
        });
    return list.build();
  }
}
