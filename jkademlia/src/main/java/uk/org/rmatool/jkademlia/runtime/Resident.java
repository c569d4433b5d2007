package uk.org.rmatool.jkademlia.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.node.Effect;
import uk.org.rmatool.jkademlia.node.Input;
import uk.org.rmatool.jkademlia.node.Node;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.transport.Transport;

/**
 * A node on an event loop, with its socket; for the loop's thread alone, but for {@link #ended}.
 */
final class Resident {
  private static final Logger LOG = System.getLogger(Resident.class.getName());

  /** The one first whose turn comes first; each one is another. */
  static final Comparator<Resident> BY_TURN =
      (a, b) -> {
        int order = a.turn.compareTo(b.turn);
        return order == 0 ? Long.compare(a.number, b.number) : order;
      };

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Node node;
  private final Transport transport;
  private final WallClock clock;
  private final Map<Long, CompletableFuture<Outcome>> tickets = new HashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final long number = NUMBERS.getAndIncrement();
  private Instant turn = Instant.MAX;
  private long ticket;

  Resident(Node node, Transport transport, WallClock clock) {
    this.node = node;
    this.transport = transport;
    this.clock = clock;
  }

  Node node() {
    return node;
  }

  Transport transport() {
    return transport;
  }

  /** When it wants to be called though nothing arrived. */
  Instant due() {
    return node.wake().orElse(Instant.MAX);
  }

  /** When the loop means to call it. */
  Instant turn() {
    return turn;
  }

  void takeTurnWhenDue() {
    turn = due();
  }

  /** Gives the node something to do; the future ends with how that ended. */
  void ask(LongFunction<Input> input, CompletableFuture<Outcome> future) {
    long mine = ticket++;
    tickets.put(mine, future);
    handle(input.apply(mine));
  }

  void receive() throws IOException {
    transport.receive(this::received);
  }

  private void received(InetSocketAddress from, Bytes content) {
    attempt(new Input.Datagram(from, content));
  }

  void tick() {
    attempt(new Input.Tick());
  }

  /** A defect must not end the loop; whoever caused it may try again. */
  private void attempt(Input input) {
    try {
      handle(input);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The DHT node failed at something; it goes on", e);
    }
  }

  void handle(Input input) {
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
  void end() {
    transport.close();
    tickets.values().forEach(future -> future.completeExceptionally(new DhtException("closed")));
    tickets.clear();
    ended.complete(null);
  }

  /** Done when it has ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}
