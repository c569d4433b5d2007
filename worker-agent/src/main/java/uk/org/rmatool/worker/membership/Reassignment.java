package uk.org.rmatool.worker.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the answers to heartbeats make of this worker's services. What is new counts at once; what
 * is gone counts when two answers in a row say so, because a coordinator has replicas, and one that
 * has not heard yet what another gave must not end a service that takes minutes to start. Used by
 * one thread.
 */
final class Reassignment {
  private Set<String> missing = Set.of();

  /**
   * The services to run now.
   *
   * @param had the services that this worker has
   * @param told the services that it was told to have
   */
  List<String> next(Collection<String> had, Collection<String> told) {
    var gone = had.stream().filter(service -> !told.contains(service)).toList();
    var services = new ArrayList<>(told);
    gone.stream().filter(service -> !missing.contains(service)).forEach(services::add);
    missing = gone.stream().filter(services::contains).collect(Collectors.toUnmodifiableSet());
    return services.stream().distinct().toList();
  }

  /** Whether the next answer decides about a service, so that it should be asked for soon. */
  boolean isOpen() {
    return !missing.isEmpty();
  }

  /** Nothing was said about services. */
  void reset() {
    missing = Set.of();
  }
}
