package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.liveness.HeapBudget;

/**
 * A registered worker as it is now. Immutable: every change makes another.
 *
 * @param id its id
 * @param tunnelUrl where it can be called
 * @param vpnIp its address in a private network, if it has one
 * @param ours whether it speaks our own protocol (<code>api</code> is <code>rma/2</code>)
 * @param type what it is for
 * @param capabilities what the machine has
 * @param services services that it declares itself
 * @param containers containers that it runs
 * @param runnable catalogue services that it can run, if it is ours
 * @param assigned catalogue services that it was given
 * @param heartbeat what it said last
 * @param homeEpoch the epoch under which the router gave it to us, 0 if it came directly
 * @param registeredAt when it registered last
 * @param lastSeen when it was last heard of; its lease counts from here
 */
public record Worker(
    NodeId id,
    URI tunnelUrl,
    Optional<String> vpnIp,
    boolean ours,
    WorkerType type,
    JsonObject capabilities,
    List<JsonObject> services,
    List<JsonObject> containers,
    Set<String> runnable,
    List<String> assigned,
    Heartbeat heartbeat,
    long homeEpoch,
    Instant registeredAt,
    Instant lastSeen) {

  public Worker {
    services = List.copyOf(services);
    containers = List.copyOf(containers);
    runnable = Set.copyOf(runnable);
    assigned = List.copyOf(assigned);
  }

  /**
   * A worker that has just registered.
   *
   * @param before its last registration, if its lease has not run out
   */
  static Worker registered(
      NodeId id,
      Registration registration,
      WorkerType type,
      List<String> assigned,
      Optional<Worker> before,
      long homeEpoch,
      Instant now) {
    return new Worker(
        id,
        registration.tunnelUrl(),
        registration.vpnIp(),
        registration.isOurs(),
        type,
        registration.capabilities(),
        registration.services(),
        registration.containers(),
        registration.runnable(),
        assigned,
        before
            .filter(w -> w.ours() == registration.isOurs())
            .map(Worker::heartbeat)
            .orElse(Heartbeat.NONE),
        Math.max(homeEpoch, before.map(Worker::homeEpoch).orElse(0L)),
        now,
        now);
  }

  Worker seen(Heartbeat latest, Instant at) {
    return new Worker(
        id,
        tunnelUrl,
        vpnIp,
        ours,
        type,
        capabilities,
        services,
        containers,
        runnable,
        assigned,
        latest,
        homeEpoch,
        registeredAt,
        at);
  }

  /** Roughly what it takes of the heap, in bytes. */
  long footprint() {
    var declared = services.stream().mapToLong(HeapBudget::of).sum();
    var running = containers.stream().mapToLong(HeapBudget::of).sum();
    var names = runnable.stream().mapToLong(HeapBudget::of).sum();
    return HeapBudget.of(capabilities) + declared + running + names + heartbeat.footprint();
  }

  /** Names of the services that the worker declares itself. */
  public List<String> declared() {
    return services.stream()
        .map(service -> service.getString("name", ""))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Everything that it was given or declares. */
  public List<String> provides() {
    return java.util.stream.Stream.concat(assigned.stream(), declared().stream())
        .distinct()
        .toList();
  }

  public boolean provides(String service) {
    return assigned.contains(service) || declared().contains(service);
  }

  /**
   * Whether a call can be sent to it now: ours say which services run, deployed ones are taken at
   * their word.
   */
  public boolean serves(String service) {
    return provides(service)
        && (!ours || "running".equals(heartbeat.servicesStatus().get(service)));
  }
}
