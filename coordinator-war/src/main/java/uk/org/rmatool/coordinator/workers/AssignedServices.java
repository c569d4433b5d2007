package uk.org.rmatool.coordinator.workers;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
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
      Registration registration, WorkerType type, Optional<Worker> before, List<Worker> others) {
    var handedOver = handedOver(registration);
    if (before.isEmpty() && !handedOver.isEmpty()) {
      return handedOver;
    }
    var chosen = assign(registration, type, others);
    var kept =
        before
            .filter(worker -> worker.type() == type && worker.ours() == registration.isOurs())
            .map(Worker::assigned)
            .orElse(List.of())
            .stream()
            .filter(service -> !registration.isOurs() || registration.runnable().contains(service))
            .toList();
    if (kept.isEmpty()) {
      return chosen;
    }
    return registration.isOurs()
        ? Stream.concat(kept.stream(), chosen.stream()).distinct().toList()
        : kept;
  }

  /** A worker that moves keeps its services: nobody tells it of others. */
  private static List<String> handedOver(Registration registration) {
    return registration.assigned().stream()
        .filter(service -> Catalogue.find(service).isPresent())
        .distinct()
        .toList();
  }

  private static List<String> assign(
      Registration registration, WorkerType type, List<Worker> others) {
    var coverage = new HashMap<String, Integer>();
    others.forEach(
        worker -> worker.provides().forEach(service -> coverage.merge(service, 1, Integer::sum)));
    var tierSize = (int) others.stream().filter(worker -> worker.type() == type).count();
    return Assignment.assign(
            type, registration.isOurs(), registration.runnable()::contains, coverage, tierSize)
        .stream()
        .map(CatalogueService::name)
        .toList();
  }
}
