package uk.org.rmatool.jkademlia.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.node.Effect;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.transport.Transport;

/** The one thread that owns a node. */
final class EventLoop {
  private static final Logger LOG = System.getLogger(EventLoop.class.getName());

  /** So many callers may wait for their turn. */
  private static final int MAX_TASKS = 10_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final Node node;
  private final Transport transport;
  private final WallClock clock;
  private final Thread thread;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Map<Long, CompletableFuture<Outcome>> tickets = new HashMap<>();
  private long ticket;
  private volatile boolean closed;

  private record Task(Runnable action, CompletableFuture<?> future) {
    void refuse() {
      future.completeExceptionally(new DhtException("closed"));
    }
  }

  EventLoop(Node node, Transport transport, InstantSource wall) {
    this.node = node;
    this.transport = transport;
    this.clock = new WallClock(wall);
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("dht-" + transport.address().getPort())
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Gives the node something to do; the future ends with how that ended. */
  CompletableFuture<Outcome> ask(LongFunction<Input> input) {
    var future = new CompletableFuture<Outcome>();
    submit(
        () -> {
          long mine = ticket++;
          tickets.put(mine, future);
          handle(input.apply(mine));
        },
        future);
    return future;
  }

  /** Has its own thread look at the node. */
  <T> CompletableFuture<T> with(Function<Node, T> question) {
    var future = new CompletableFuture<T>();
    submit(() -> future.complete(question.apply(node)), future);
    return future;
  }

  void tell(Input input) {
    submit(() -> handle(input), new CompletableFuture<Void>());
  }

  private void submit(Runnable action, CompletableFuture<?> future) {
    if (waiting.incrementAndGet() > MAX_TASKS) {
      waiting.decrementAndGet();
      future.completeExceptionally(new DhtException("busy"));
      return;
    }
    tasks.add(new Task(action, future));
    if (closed) {
      refuseTasks(); // the loop may have ended before it could see this one
    } else if (signalled.compareAndSet(false, true)) {
      transport.wake();
    }
  }

  private void run() {
    try {
      while (!closed) {
        transport.receive(untilWake(), this::received);
        signalled.set(false);
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          waiting.decrementAndGet();
          run(task);
        }
        attempt(() -> handle(new Input.Tick()));
      }
    } catch (IOException e) {
      if (!closed) {
        LOG.log(Level.ERROR, "The DHT node's socket failed; the node has stopped", e);
      }
    } finally {
      closed = true;
      transport.close();
      refuseTasks();
      tickets.values().forEach(future -> new Task(() -> {}, future).refuse());
      tickets.clear();
    }
  }

  private void refuseTasks() {
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      task.refuse();
    }
  }

  private static void run(Task task) {
    try {
      task.action.run();
    } catch (RuntimeException e) {
      task.future.completeExceptionally(e);
    }
  }

  private void received(InetSocketAddress from, Bytes content) {
    attempt(() -> handle(new Input.Datagram(from, content)));
  }

  /** A defect must not end the loop; whoever caused it may try again. */
  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The DHT node failed at something; it goes on", e);
    }
  }

  private Duration untilWake() {
    if (!tasks.isEmpty()) {
      return Duration.ZERO;
    }
    var wait = node.wake().map(wake -> Duration.between(clock.now(), wake)).orElse(LONGEST_WAIT);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private void handle(Input input) {
    for (var effect : node.handle(input, clock.now())) {
      switch (effect) {
        case Effect.Send(var to, var content) -> transport.send(to, content);
        case Effect.Done(var done, var outcome) -> {
          var future = tickets.remove(done);
          if (future != null) {
            future.complete(outcome);
          }
        }
      }
    }
  }

  /** Ends it; what is under way ends with {@code closed}. */
  void close() {
    closed = true;
    transport.wake();
    if (!Thread.currentThread().equals(thread)) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
