package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.wiring.Component;

/** Which services this region has, by whom, and which it lacks. */
@Component
public class Coverage {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Catalogue catalogue;
  private final WorkerRegistry registry;

  @Inject
  public Coverage(Catalogue catalogue, WorkerRegistry registry) {
    this.catalogue = catalogue;
    this.registry = registry;
  }

  /**
   * Workers by service, catalogue services first; only services that somebody was given or
   * declares.
   */
  public Map<String, List<Worker>> byService() {
    var found = new LinkedHashMap<String, List<Worker>>();
    catalogue.services().forEach(service -> found.put(service.name(), new ArrayList<>()));
    for (var worker : registry.live()) {
      worker
          .provides()
          .forEach(name -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(worker));
    }
    found.values().removeIf(List::isEmpty);
    return found;
  }

  /** The same with only those workers that a call can be sent to now. */
  public Map<String, List<Worker>> healthyByService() {
    var healthy = new LinkedHashMap<String, List<Worker>>();
    byService()
        .forEach(
            (service, workers) -> {
              var able =
                  workers.stream().filter(w -> w.serves(service) && registry.isHealthy(w)).toList();
              if (!able.isEmpty()) {
                healthy.put(service, able);
              }
            });
    return healthy;
  }

  /**
   * Who a call for this service can be sent to now, the least loaded first.
   *
   * @throws PlatformException 503 when there is nobody
   */
  List<Worker> providersByLoad(String service) {
    var workers =
        registry.healthyProviders(service).stream()
            .sorted(Comparator.comparingDouble(worker -> worker.heartbeat().currentLoad()))
            .toList();
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
  List<Gap> gaps() {
    var covered = byService();
    return catalogue.services().stream()
        .map(
            service ->
                new Gap(
                    service,
                    (int)
                        covered.getOrDefault(service.name(), List.of()).stream()
                            .filter(registry::isHealthy)
                            .count()))
        .sorted(
            Comparator.comparingDouble(Gap::covered)
                .thenComparingInt(gap -> gap.service().priority()))
        .toList();
  }
}
