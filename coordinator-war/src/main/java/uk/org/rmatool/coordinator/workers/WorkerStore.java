package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.Replica.Presence;
import uk.org.rmatool.platform.intent.Intent;

/**
 * Where registrations are kept. What a method did is durable when it returns, and a method that
 * throws has done nothing. Changes name the revision that they were decided on; when another
 * replica was faster they do nothing, and say so.
 */
interface WorkerStore {
  /**
   * All that is kept, with changes by others from then on given by {@link #changedByOthers}.
   *
   * @param workers the registrations
   * @param intents what operators decided, by worker
   */
  record Known(List<Worker> workers, Map<NodeId, Intent> intents) {}

  Known all();

  /** Registrations as they are kept now; those that are not there are left out. */
  List<Worker> find(Collection<NodeId> ids);

  /** Operators' decisions as they are kept now. */
  Map<NodeId, Intent> intents(Collection<NodeId> ids);

  /**
   * Keeps a registration in place of the worker's last one, and its event. Gives the worker with
   * its new revision; empty when the row is at another revision than this worker.
   */
  Optional<Worker> save(Worker worker, WorkerEvent event);

  /** Forgets a registration and keeps the event; false when the row is at another revision. */
  boolean remove(Worker worker, WorkerEvent event);

  /**
   * The same, unless another replica has heard of the worker later than we have.
   *
   * @param event the end of the lease
   */
  boolean expire(Worker worker, WorkerEvent event);

  /** Keeps what an operator decided, and its event. */
  void keep(NodeId worker, Intent intent, WorkerEvent event);

  /** Keeps events. */
  void note(List<WorkerEvent> events);

  /**
   * Writes what renewals changed, in one statement.
   *
   * @param talkative those that said something else than before
   */
  void renew(Collection<Worker> workers, Set<NodeId> talkative);

  /** Who was registered, changed or removed by another replica since the last time. */
  Set<NodeId> changedByOthers();

  /**
   * What replicas heard of workers.
   *
   * @param worker who
   * @param at when, epoch milliseconds
   * @param interval seconds that it was asked to renew after
   * @param heartbeat what it said
   */
  record Renewal(NodeId worker, long at, int interval, Heartbeat heartbeat) {}

  /** Renewals later than this that some replica has written. */
  List<Renewal> renewedAfter(Instant time);

  /** Says that this replica runs; gives who else does. */
  Presence present();

  /** Says that this replica stops; gives how many go on. */
  int leave();

  /** One page of a worker's history, newest first, before this event. */
  List<History.Event> history(NodeId worker, long before, int limit);
}
