package uk.org.rmatool.coordinator.rebalancing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;

/**
 * Plans which of our workers should have which service. A service that fewer workers have than
 * should is given at once, to the worker that has the fewest. One that too many have is taken away
 * only after it has been so for the whole patience, GPU services after ten times as long: never
 * below what should be, never from the last that runs it, and never a worker's only service,
 * because an idle machine helps nobody: for the same reason one that has been idle for as long
 * takes a service over from one that has several. A drained worker loses a service as soon as
 * another runs it. A plan that has been carried out is followed by an empty one unless something
 * else changed or the limit of one plan was reached.
 *
 * @param patience how long too many workers must have had a service before one loses it
 * @param limit how many services may be given and taken in one plan
 */
public record Rebalance(Duration patience, int limit) {
  static final int GPU_PATIENCE = 10;

  /**
   * What should change now.
   *
   * @param catalogue the services that should be there
   * @param ours all workers of ours whose lease has not run out
   * @param elsewhere how many other workers provide a service and get calls
   * @param memory what the last plan said; none after a pause
   * @param now the time
   */
  public Plan plan(
      Catalogue catalogue,
      List<Candidate> ours,
      ToIntFunction<String> elsewhere,
      Memory memory,
      Instant now) {
    var draft = new Draft(catalogue, ours, elsewhere, limit);
    var already = draft.surplus();
    draft.give();
    draft.takeFromDrained();
    var since = new HashMap<String, Instant>();
    for (var service : draft.surplus()) {
      var begun =
          already.contains(service) ? memory.surplusSince().getOrDefault(service, now) : now;
      since.put(service, begun);
      if (!now.isBefore(begun.plus(patience(catalogue, service)))) {
        draft.takeSurplus(service);
      }
    }
    since.keySet().retainAll(draft.surplus());
    var idle = occupy(draft, memory, now);
    draft.surplus().forEach(service -> since.putIfAbsent(service, now));
    var remembered = new Memory(since, idle);
    return new Plan(draft.moves(), remembered, next(catalogue, remembered, now));
  }

  /**
   * Gives those something to do that have had nothing for long enough; gives since when who has.
   */
  private Map<NodeId, Instant> occupy(Draft draft, Memory memory, Instant now) {
    var since = new HashMap<NodeId, Instant>();
    var offers = draft.offers();
    for (var seat : draft.idle()) {
      var begun = memory.idleSince().getOrDefault(seat.id(), now);
      since.put(seat.id(), begun);
      if (draft.occupy(seat, offers, service -> !now.isBefore(begun.plus(patience(service))))) {
        offers = draft.offers();
      }
    }
    return since;
  }

  /** When somebody will next have waited for long enough. */
  private Instant next(Catalogue catalogue, Memory memory, Instant now) {
    var surplus =
        memory.surplusSince().entrySet().stream()
            .map(e -> e.getValue().plus(patience(catalogue, e.getKey())));
    var idle =
        memory.idleSince().values().stream()
            .distinct()
            .flatMap(begun -> Stream.of(begun.plus(patience), begun.plus(gpuPatience())));
    return Stream.concat(surplus, idle)
        .filter(now::isBefore)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  private Duration patience(Catalogue catalogue, String service) {
    return catalogue.find(service).map(this::patience).orElse(patience);
  }

  private Duration patience(CatalogueService service) {
    return service.requires() == WorkerType.GPU ? gpuPatience() : patience;
  }

  private Duration gpuPatience() {
    return patience.multipliedBy(GPU_PATIENCE);
  }
}
