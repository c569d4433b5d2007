package uk.org.rmatool.coordinator.workers;

import java.util.function.UnaryOperator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.liveness.Leased;

/**
 * A worker in memory. A renewal that says nothing new changes only a number here: a new object for
 * each would be most of what the collector has to do.
 */
final class Entry implements Leased {
  private volatile Worker known;
  private volatile long lastSeen;
  private volatile boolean spoke;

  Entry(Worker worker) {
    known = worker;
    lastSeen = worker.lastSeen();
  }

  /** The worker as it is now. */
  Worker worker() {
    var worker = known;
    var seen = lastSeen;
    return worker.lastSeen() >= seen
        ? worker
        : worker.seen(worker.heartbeat(), seen, worker.terms());
  }

  /**
   * From now on this is what is known, unless something newer is. A renewal that is later than this
   * one's stays. Gives the worker as it is then.
   */
  synchronized Worker show(Worker worker) {
    var before = worker();
    if (before.revision() <= worker.revision()) {
      known =
          before.lastSeen() > worker.lastSeen()
              ? worker.seen(before.heartbeat(), before.lastSeen(), before.terms())
              : worker;
      lastSeen = known.lastSeen();
    }
    return known;
  }

  /** Changes what renewals change; gives the worker as it is then. */
  synchronized Worker renew(UnaryOperator<Worker> renewal) {
    var before = worker();
    var after = renewal.apply(before);
    if (!after.heartbeat().equals(before.heartbeat()) || !after.terms().equals(before.terms())) {
      known = after;
    }
    lastSeen = after.lastSeen();
    return after;
  }

  /** It has registered or sent a heartbeat here, and was answered. */
  void speak() {
    spoke = true;
  }

  /** Whether it has, since this program knows it. */
  boolean hasSpoken() {
    return spoke;
  }

  @Override
  public NodeId id() {
    return known.id();
  }

  @Override
  public long lastSeen() {
    return Math.max(lastSeen, known.lastSeen());
  }

  @Override
  public long degradedAfter() {
    return known.degradedAfter();
  }

  @Override
  public long expiredAfter() {
    return known.expiredAfter();
  }
}
