package uk.org.rmatool.platform.database;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that come at the same time share one transaction (group commit): whoever finds
 * nobody writing writes all that is waiting, and the others wait for that. When a shared
 * transaction fails each of its changes is tried alone, so that a bad one does not take the others
 * with it.
 *
 * @param <T> a change
 * @param <R> what came of it
 */
public final class GroupCommit<T, R> {
  private final Writer<T, R> writer;
  private final int largest;
  private final Queue<Pending<T, R>> waiting = new ArrayDeque<>();
  private final ReentrantLock writing = new ReentrantLock();

  /** Writes changes in one transaction and gives what came of each, in their order. */
  @FunctionalInterface
  public interface Writer<T, R> {
    List<R> write(List<T> changes);
  }

  private static final class Pending<T, R> {
    final T change;
    boolean done;
    @Nullable R result;
    @Nullable RuntimeException failure;

    Pending(T change) {
      this.change = change;
    }
  }

  /**
   * Nothing is waiting yet.
   *
   * @param largest changes in one transaction at most
   */
  public GroupCommit(int largest, Writer<T, R> writer) {
    this.largest = largest;
    this.writer = writer;
  }

  /** Gives what came of a change once it is durable; throws what the writer threw for it. */
  public R commit(T change) {
    var mine = new Pending<T, R>(change);
    synchronized (waiting) {
      waiting.add(mine);
    }
    writing.lock();
    try {
      while (!mine.done) {
        write(next());
      }
    } finally {
      writing.unlock();
    }
    if (mine.failure != null) {
      throw mine.failure;
    }
    return java.util.Objects.requireNonNull(mine.result);
  }

  private List<Pending<T, R>> next() {
    synchronized (waiting) {
      var batch = new ArrayList<Pending<T, R>>();
      while (batch.size() < largest && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      return batch;
    }
  }

  private void write(List<Pending<T, R>> batch) {
    try {
      var results = writer.write(batch.stream().map(pending -> pending.change).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result = results.get(i);
        batch.get(i).done = true;
      }
    } catch (RuntimeException e) {
      if (batch.size() > 1 && !DatabaseAway.causes(e)) {
        batch.forEach(pending -> write(List.of(pending)));
        return;
      }
      for (var pending : batch) {
        pending.failure = e;
        pending.done = true;
      }
    }
  }
}
