package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.FleetView;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.wiring.Component;

/** Which services this region has, by whom, and which it lacks. */
@Component
public class Coverage {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Catalogue catalogue;
  private final Fleet fleet;

  @Inject
  public Coverage(Catalogue catalogue, Fleet fleet) {
    this.catalogue = catalogue;
    this.fleet = fleet;
  }

  /** How many services can be called now. */
  public long available() {
    return fleet.view().services().values().stream().filter(p -> !p.able().isEmpty()).count();
  }

  /**
   * Who a call for this service can be sent to now, the least loaded first.
   *
   * @param most how many are wanted
   * @throws PlatformException 503 when there is nobody
   */
  List<Worker> providersByLoad(String service, long most) {
    var workers = fleet.healthyProviders(service, most);
    if (workers.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, "No healthy workers found for service: " + service, RETRY);
    }
    return workers;
  }

  /**
   * A catalogue service and how many workers have it.
   *
   * @param service the service
   * @param workers healthy workers that were given it
   */
  record Gap(CatalogueService service, int workers) {
    String status() {
      return workers == 0 ? "critical" : workers < service.replicas() ? "warning" : "ok";
    }

    /** How much of what should be there is there, 0 to 1. */
    double covered() {
      return Math.min(1, (double) workers / service.replicas());
    }
  }

  /** Every catalogue service, the worst covered and most important first. */
  List<Gap> gaps(FleetView view) {
    return catalogue.services().stream()
        .map(service -> new Gap(service, view.providers(service.name()).healthy()))
        .sorted(
            Comparator.comparingDouble(Gap::covered)
                .thenComparingInt(gap -> gap.service().priority()))
        .toList();
  }
}
