package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.coordinator.workers.OtherReplicas;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.wiring.Component;

/** What this region can do, in the few numbers by which the router chooses. */
@Component
class Digest {
  private static final int MAX_SERVICES = 500;

  /** Of one service; so many characters in all its names. */
  private static final int MAX_MODELS = 200;

  private static final int MAX_MODELS_LENGTH = 20_000;

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
   * What is there of a service.
   *
   * @param providers how many are healthy
   * @param models what at least one of them has loaded
   */
  record Offer(int providers, List<String> models) {
    Offer {
      models = List.copyOf(models);
    }
  }

  /**
   * What there is by service: when this changes the router is told at once. As many services as a
   * router takes; those of the catalogue before those that workers declare.
   */
  Map<String, Offer> offers() {
    var offers = new TreeMap<String, Offer>();
    fleet.view().services().entrySet().stream()
        .filter(entry -> !entry.getValue().able().isEmpty())
        .sorted(Comparator.comparing(entry -> catalogue.find(entry.getKey()).isEmpty()))
        .limit(MAX_SERVICES)
        .forEach(entry -> offers.put(entry.getKey(), offer(entry.getValue())));
    return offers;
  }

  private static Offer offer(FleetView.Providers providers) {
    var models = new ArrayList<String>();
    int length = 0;
    for (var name : providers.models().keySet()) {
      length += name.length();
      if (models.size() == MAX_MODELS || length > MAX_MODELS_LENGTH) {
        break;
      }
      models.add(name);
    }
    return new Offer(providers.able().size(), models);
  }

  /**
   * What the router is told. Each replica tells its own calls in flight times the number of
   * replicas: what the region has, as calls come to all of them alike.
   */
  JsonArray toJson(Map<String, Offer> offers) {
    var list = Json.createArrayBuilder();
    offers.forEach(
        (service, offer) -> {
          var seen = traffic.of(service);
          var json =
              Json.createObjectBuilder()
                  .add("name", service)
                  .add("providers", offer.providers())
                  .add("in_flight", seen.inFlight() * others.count())
                  .add("latency_ms", seen.latency().toNanos() / 1e6);
          if (!offer.models().isEmpty()) {
            json.add("models", Json.createArrayBuilder(offer.models()));
          }
          list.add(json);
        });
    return list.build();
  }
}
