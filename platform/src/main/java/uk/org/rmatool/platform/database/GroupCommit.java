package uk.org.rmatool.platform.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

/**
 * Lets callers that come at the same time share one transaction (group commit): while some changes
 * are being written, those that come meanwhile wait, and are then written together. When a shared
 * transaction fails each of its changes is tried alone, so that a bad one does not take the others
 * with it.
 *
 * @param <T> a change
 * @param <R> what came of it
 */
public final class GroupCommit<T, R> implements AutoCloseable {
  private final Writer<T, R> writer;
  private final int largest;
  private final BlockingQueue<Pending<T, R>> waiting = new LinkedBlockingQueue<>();
  private final List<Thread> threads;
  private volatile boolean closed;

  /** Writes changes in one transaction and gives what came of each, in their order. */
  @FunctionalInterface
  public interface Writer<T, R> {
    List<R> write(List<T> changes);
  }

  private record Pending<T, R>(T change, CompletableFuture<R> result) {}

  /**
   * Nothing is waiting yet.
   *
   * @param writers transactions at the same time at most
   * @param largest changes in one transaction at most
   */
  public GroupCommit(int writers, int largest, Writer<T, R> writer) {
    this.largest = largest;
    this.writer = writer;
    this.threads =
        IntStream.range(0, writers)
            .mapToObj(i -> Thread.ofVirtual().name("commit-" + i).unstarted(this::writeAll))
            .toList();
    threads.forEach(Thread::start);
  }

  /** Gives what came of a change once it is durable; throws what the writer threw for it. */
  public R commit(T change) {
    if (closed) {
      throw new IllegalStateException("The program is stopping");
    }
    var mine = new Pending<T, R>(change, new CompletableFuture<>());
    waiting.add(mine);
    if (closed && waiting.remove(mine)) {
      throw new IllegalStateException("The program is stopping"); // nobody is there to write it
    }
    try {
      return mine.result().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The program is stopping", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException refused
          ? refused
          : new IllegalStateException(e.getCause());
    }
  }

  /** Whoever is waiting is told that the program stops. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }

  private void writeAll() {
    var batch = new ArrayList<Pending<T, R>>();
    try {
      while (!closed) {
        batch.add(waiting.take());
        waiting.drainTo(batch, largest - 1);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var stopping = new IllegalStateException("The program is stopping");
    waiting.drainTo(batch);
    batch.forEach(pending -> pending.result().completeExceptionally(stopping));
  }

  private void write(List<Pending<T, R>> batch) {
    try {
      var results = writer.write(batch.stream().map(Pending::change).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).result().complete(results.get(i));
      }
    } catch (RuntimeException | LinkageError e) {
      if (batch.size() > 1 && !DatabaseAway.causes(e)) {
        batch.forEach(pending -> write(List.of(pending)));
        return;
      }
      batch.forEach(pending -> pending.result().completeExceptionally(e));
    }
  }
}
