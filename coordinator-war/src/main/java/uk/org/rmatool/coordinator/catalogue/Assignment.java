package uk.org.rmatool.coordinator.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Decides which services a worker is given when it registers (contract, "The catalogue"): what its
 * type needs, the least covered first, then the most important; the fewer workers its tier has, the
 * more each is given. The cost grows with the catalogue alone.
 */
public final class Assignment {
  private static final int WHEN_FEW = 3;
  private static final int WHEN_HALF = 2;
  private static final int WHEN_ENOUGH = 1;

  private Assignment() {}

  /**
   * The services for one worker. One of ours is given what nobody has, all of it that it can run;
   * else, within the share that a deployed one would get, what fewer workers have than should, and
   * one service in any case.
   *
   * @param catalogue all services
   * @param type what the worker is
   * @param ofOurs whether it is a worker of ours
   * @param canRun whether it can run a service; deployed workers are taken to run what their type
   *     needs
   * @param coverage how many other live workers have a service
   * @param tierSize how many other live workers are of this type
   */
  public static List<CatalogueService> assign(
      Catalogue catalogue,
      WorkerType type,
      boolean ofOurs,
      Predicate<String> canRun,
      ToIntFunction<String> coverage,
      int tierSize) {
    var services = catalogue.services();
    var eligible =
        services.stream()
            .filter(
                service -> ofOurs ? canRun.test(service.name()) : type.covers(service.requires()))
            .map(service -> new Covered(service, coverage.applyAsInt(service.name())))
            .toList();
    var uncovered = eligible.stream().filter(service -> service.workers() == 0).toList();
    if (!uncovered.isEmpty() && (ofOurs || type == WorkerType.GPU)) {
      return services(uncovered.stream().sorted(Covered.BY_PRIORITY));
    }
    var byNeed = eligible.stream().sorted(Covered.BY_NEED).toList();
    var wanted = byNeed.stream().filter(service -> !ofOurs || service.isWanted()).toList();
    return services(
        wanted.isEmpty()
            ? byNeed.stream().limit(1)
            : wanted.stream().limit(share(services, type, tierSize)));
  }

  /** A service and how many other live workers have it. */
  private record Covered(CatalogueService service, int workers) {
    static final Comparator<Covered> BY_PRIORITY =
        Comparator.comparingInt(covered -> covered.service().priority());
    static final Comparator<Covered> BY_NEED =
        Comparator.comparingInt(Covered::workers).thenComparing(BY_PRIORITY);

    boolean isWanted() {
      return workers < service.replicas();
    }
  }

  private static List<CatalogueService> services(Stream<Covered> some) {
    return some.map(Covered::service).toList();
  }

  private static int share(List<CatalogueService> services, WorkerType type, int tierSize) {
    if (type == WorkerType.GPU) {
      return WHEN_ENOUGH;
    }
    var needed = services.stream().filter(service -> service.requires() == type).count();
    if (tierSize >= needed) {
      return WHEN_ENOUGH;
    }
    return tierSize * 2L >= needed ? WHEN_HALF : WHEN_FEW;
  }
}
