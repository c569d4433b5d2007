package uk.org.rmatool.coordinator.workers;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import uk.org.rmatool.coordinator.catalogue.Assignment;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.intent.Intent;

/** Which services a worker has after it registered, given what the others have. */
final class AssignedServices {
  private AssignedServices() {}

  /**
   * A worker that comes back as what it was keeps what it has, as far as it can still run it; one
   * of ours gets more where something is missing. One that operators want to get no more gets no
   * more.
   *
   * @param before its last registration, if its lease has not run out
   */
  static List<String> choose(
      Catalogue catalogue,
      Registration registration,
      WorkerType type,
      Optional<Worker> before,
      FleetView fleet,
      Intent intent) {
    var handedOver = handedOver(catalogue, registration);
    if (before.isEmpty() && !handedOver.isEmpty()) {
      return handedOver;
    }
    var kept =
        before
            .filter(worker -> worker.type() == type && worker.ours() == registration.isOurs())
            .map(Worker::assigned)
            .orElse(List.of())
            .stream()
            .filter(service -> !registration.isOurs() || registration.runnable().contains(service))
            .toList();
    if (!intent.takesMore() || (!kept.isEmpty() && !registration.isOurs())) {
      return kept;
    }
    ToIntFunction<String> coverage = service -> others(fleet, service, before);
    var sameType =
        fleet.count(type) - (before.filter(worker -> worker.type() == type).isPresent() ? 1 : 0);
    var chosen =
        Assignment.assign(
                catalogue,
                type,
                registration.isOurs(),
                registration.runnable()::contains,
                coverage,
                sameType)
            .stream()
            .map(CatalogueService::name);
    if (kept.isEmpty()) {
      return chosen.toList();
    }
    var missing = chosen.filter(s -> coverage.applyAsInt(s) < target(catalogue, s));
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

  private static int others(FleetView fleet, String service, Optional<Worker> before) {
    var itself = before.filter(worker -> worker.provides(service)).isPresent() ? 1 : 0;
    return Math.max(0, fleet.providers(service).all().size() - itself);
  }
}
