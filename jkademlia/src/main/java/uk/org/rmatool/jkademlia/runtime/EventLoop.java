package uk.org.rmatool.jkademlia.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.transport.Arrivals;
import uk.org.rmatool.jkademlia.transport.Transport;

/** The one thread that owns a node, or several of them. */
final class EventLoop {
  private static final Logger LOG = System.getLogger(EventLoop.class.getName());

  /** So many callers may wait for their turn. */
  private static final int MAX_TASKS = 10_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final Arrivals arrivals;
  private final WallClock clock;
  private final Thread thread;
  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final IdentityHashMap<Transport, Resident> residents = new IdentityHashMap<>();

  /** The same nodes, the one whose turn it is next first. */
  private final TreeSet<Resident> turns = new TreeSet<>(Resident.BY_TURN);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  private record Task(Runnable action, CompletableFuture<?> future) {
    void refuse() {
      future.completeExceptionally(new DhtException("closed"));
    }
  }

  EventLoop(String name, Arrivals arrivals, InstantSource wall) {
    this.arrivals = arrivals;
    this.clock = new WallClock(wall);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  WallClock clock() {
    return clock;
  }

  /** Takes a node in, with the socket that it is to close in the end. */
  Resident add(Node node, Transport transport) {
    var resident = new Resident(node, transport, clock);
    tell(
        () -> {
          residents.put(transport, resident);
          turns.add(resident);
          changed(resident);
        });
    return resident;
  }

  /** Gives a node something to do; the future ends with how that ended. */
  CompletableFuture<Outcome> ask(Resident resident, LongFunction<Input> input) {
    var future = new CompletableFuture<Outcome>();
    submit(resident, () -> resident.ask(input, future), future);
    return future;
  }

  /** Has the thread look at a node. */
  <T> CompletableFuture<T> with(Resident resident, Function<Node, T> question) {
    var future = new CompletableFuture<T>();
    submit(resident, () -> future.complete(question.apply(resident.node())), future);
    return future;
  }

  void tell(Resident resident, Input input) {
    submit(resident, () -> resident.handle(input), new CompletableFuture<Void>());
  }

  private void submit(Resident resident, Runnable action, CompletableFuture<?> future) {
    if (waiting.get() >= MAX_TASKS) {
      future.completeExceptionally(new DhtException("busy"));
      return;
    }
    submit(
        new Task(
            () -> {
              if (resident.ended().isDone()) {
                throw new DhtException("closed");
              }
              action.run();
              changed(resident);
            },
            future));
  }

  /** What has to be done however many wait. */
  private void tell(Runnable action) {
    submit(new Task(action, new CompletableFuture<Void>()));
  }

  private void submit(Task task) {
    waiting.incrementAndGet();
    tasks.add(task);
    if (closed) {
      refuseTasks(); // the loop may have ended before it could see this one
    } else if (signalled.compareAndSet(false, true)) {
      arrivals.wake();
    }
  }

  private void run() {
    try {
      while (!closed) {
        for (var transport : arrivals.await(untilTurn())) {
          receive(transport);
        }
        signalled.set(false);
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          waiting.decrementAndGet();
          run(task);
        }
        takeTurns();
      }
    } catch (IOException e) {
      if (!closed) {
        LOG.log(Level.ERROR, "A DHT node's socket failed; its thread has stopped", e);
      }
    } finally {
      closed = true;
      residents.values().forEach(Resident::end);
      arrivals.close();
      refuseTasks();
      ended.complete(null);
    }
  }

  private void refuseTasks() {
    // Their count does not matter any more.
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

  private void receive(Transport transport) {
    var resident = residents.get(transport);
    if (resident == null) {
      return;
    }
    try {
      resident.receive();
      changed(resident);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The DHT node's socket failed; the node has stopped", e);
      remove(resident);
    }
  }

  /** Calls those nodes whose time has come. */
  private void takeTurns() {
    clock.watch();
    var now = clock.now();
    while (!turns.isEmpty() && !turns.first().turn().isAfter(now)) {
      var resident = turns.first();
      resident.tick();
      changed(resident);
    }
  }

  /** A node has done something; another time may be its turn now. */
  private void changed(Resident resident) {
    if (!resident.due().equals(resident.turn()) && turns.remove(resident)) {
      resident.takeTurnWhenDue();
      turns.add(resident);
    }
  }

  private Duration untilTurn() {
    if (!tasks.isEmpty()) {
      return Duration.ZERO;
    }
    if (turns.isEmpty() || !turns.first().turn().isBefore(clock.now().plus(LONGEST_WAIT))) {
      return LONGEST_WAIT;
    }
    var wait = Duration.between(clock.now(), turns.first().turn());
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private void remove(Resident resident) {
    residents.remove(resident.transport());
    turns.remove(resident);
    resident.end();
  }

  /** Ends a node; the others go on. */
  void end(Resident resident) {
    tell(() -> remove(resident));
    await(resident.ended());
  }

  private void await(CompletableFuture<Void> end) {
    if (!Thread.currentThread().equals(thread)) {
      try {
        end.get(END.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.log(Level.WARNING, "A DHT node takes long to end; it is not waited for", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean isRunning() {
    return !closed;
  }

  /** Ends it; what is under way ends with {@code closed}. */
  void close() {
    closed = true;
    arrivals.wake();
    await(ended);
  }
}
