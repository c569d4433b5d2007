package uk.org.rmatool.coordinator.rebalancing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
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
    var idle = occupy(catalogue, draft, memory, now);
    draft.surplus().forEach(service -> since.putIfAbsent(service, now));
    return new Plan(draft.moves(), new Memory(since, idle));
  }

  /**
   * Gives those something to do that have had nothing for long enough; gives since when who has.
   */
  private Map<NodeId, Instant> occupy(
      Catalogue catalogue, Draft draft, Memory memory, Instant now) {
    var since = new HashMap<NodeId, Instant>();
    for (var seat : draft.idle()) {
      var begun = memory.idleSince().getOrDefault(seat.id(), now);
      since.put(seat.id(), begun);
      draft.occupy(seat, service -> !now.isBefore(begun.plus(patience(catalogue, service.name()))));
    }
    return since;
  }

  private Duration patience(Catalogue catalogue, String service) {
    var needsGpu = catalogue.find(service).filter(s -> s.requires() == WorkerType.GPU).isPresent();
    return needsGpu ? patience.multipliedBy(GPU_PATIENCE) : patience;
  }
}
