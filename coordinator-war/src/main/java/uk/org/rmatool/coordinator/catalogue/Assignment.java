package uk.org.rmatool.coordinator.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which services a worker is given (contract, "The catalogue"): what its type needs, the
 * least covered first, then the most important; the fewer workers its tier has, the more each is
 * given.
 */
public final class Assignment {
  private static final int WHEN_FEW = 3;
  private static final int WHEN_HALF = 2;
  private static final int WHEN_ENOUGH = 1;

  private Assignment() {}

  /**
   * The services for one worker.
   *
   * @param type what the worker is
   * @param ofOurs whether it is a worker of ours, which gets every uncovered service that it can
   *     run
   * @param canRun whether it can run a service; deployed workers are taken to run what their type
   *     needs
   * @param coverage how many other live workers have each service
   * @param tierSize how many other live workers are of this type
   */
  public static List<CatalogueService> assign(
      WorkerType type,
      boolean ofOurs,
      Predicate<String> canRun,
      Map<String, Integer> coverage,
      int tierSize) {
    var eligible =
        Catalogue.services().stream()
            .filter(
                service -> ofOurs ? canRun.test(service.name()) : type.covers(service.requires()))
            .toList();
    var uncovered = eligible.stream().filter(service -> covered(coverage, service) == 0).toList();
    if (!uncovered.isEmpty() && (ofOurs || type == WorkerType.GPU)) {
      return byPriority(uncovered.stream()).toList();
    }
    var byNeed =
        byPriority(eligible.stream())
            .sorted(Comparator.comparingInt(service -> covered(coverage, service)))
            .toList();
    return byNeed.subList(0, Math.min(byNeed.size(), share(type, tierSize)));
  }

  private static int share(WorkerType type, int tierSize) {
    if (type == WorkerType.GPU) {
      return WHEN_ENOUGH;
    }
    var services =
        Catalogue.services().stream().filter(service -> service.requires() == type).count();
    if (tierSize >= services) {
      return WHEN_ENOUGH;
    }
    return tierSize * 2L >= services ? WHEN_HALF : WHEN_FEW;
  }

  private static Stream<CatalogueService> byPriority(Stream<CatalogueService> services) {
    return services.sorted(Comparator.comparingInt(CatalogueService::priority));
  }

  private static int covered(Map<String, Integer> coverage, CatalogueService service) {
    return coverage.getOrDefault(service.name(), 0);
  }
}
