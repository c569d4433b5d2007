package uk.org.rmatool.coordinator.workers;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import uk.org.rmatool.coordinator.catalogue.Assignment;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;

/** Which services a worker has after it registered, given what the others have. */
final class AssignedServices {
  private AssignedServices() {}

  /**
   * A worker that comes back as what it was keeps what it has, as far as it can still run it; one
   * of ours gets more where something is missing.
   *
   * @param before its last registration, if its lease has not run out
   * @param others the other workers whose lease has not run out
   */
  static List<String> choose(
      Catalogue catalogue,
      Registration registration,
      WorkerType type,
      Optional<Worker> before,
      List<Worker> others) {
    var handedOver = handedOver(catalogue, registration);
    if (before.isEmpty() && !handedOver.isEmpty()) {
      return handedOver;
    }
    var coverage = coverage(others);
    var chosen = assign(catalogue, registration, type, coverage, others);
    var kept =
        before
            .filter(worker -> worker.type() == type && worker.ours() == registration.isOurs())
            .map(Worker::assigned)
            .orElse(List.of())
            .stream()
            .filter(service -> !registration.isOurs() || registration.runnable().contains(service))
            .toList();
    if (kept.isEmpty() || !registration.isOurs()) {
      return kept.isEmpty() ? chosen : kept;
    }
    var missing = chosen.stream().filter(s -> coverage.applyAsInt(s) < target(catalogue, s));
    return Stream.concat(kept.stream(), missing).distinct().toList();
  }

  /** A worker that moves keeps its services: nobody tells it of others. */
  private static List<String> handedOver(Catalogue catalogue, Registration registration) {
    return registration.assigned().stream()
        .filter(service -> catalogue.find(service).isPresent())
        .distinct()
        .toList();
  }

  private static int target(Catalogue catalogue, String service) {
    return catalogue.find(service).map(CatalogueService::replicas).orElse(0);
  }

  private static ToIntFunction<String> coverage(List<Worker> others) {
    var coverage = new HashMap<String, Integer>();
    others.forEach(
        worker -> worker.provides().forEach(service -> coverage.merge(service, 1, Integer::sum)));
    return service -> coverage.getOrDefault(service, 0);
  }

  private static List<String> assign(
      Catalogue catalogue,
      Registration registration,
      WorkerType type,
      ToIntFunction<String> coverage,
      List<Worker> others) {
    var tierSize = (int) others.stream().filter(worker -> worker.type() == type).count();
    return Assignment.assign(
            catalogue,
            type,
            registration.isOurs(),
            registration.runnable()::contains,
            coverage,
            tierSize)
        .stream()
        .map(CatalogueService::name)
        .toList();
  }
}
