package uk.org.rmatool.dataplane.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.client.NodeAddresses;

/**
 * Tells whether the network still leads to a node, for those who wait for it in vain: a host that
 * is gone, or cut off, says nothing for ever. A node that refuses a connection is reached: it may
 * be ending what it has. One question serves all who wait.
 */
final class Reachability {
  /** One lost packet says nothing. */
  private static final int ATTEMPTS = 2;

  private final NodeAddresses addresses;
  private final Duration connectTimeout;
  private final long freshNanos;
  private final Map<Origin, Question> questions = new ConcurrentHashMap<>();

  private record Question(long askedAt, long freshNanos, CompletableFuture<Boolean> reached) {
    boolean isFresh(long now) {
      return !reached.isDone() || now - askedAt < freshNanos;
    }

    /** Nobody has asked since it was answered, for as long again. */
    boolean isForgotten(long now) {
      return reached.isDone() && now - askedAt >= 2 * freshNanos;
    }
  }

  /**
   * @param fresh how long an answer is good for; the next one, while somebody goes on asking, for
   *     twice as long: who does one thing at a time keeps connections waiting, and has room for few
   */
  Reachability(NodeAddresses addresses, Duration connectTimeout, Duration fresh) {
    this.addresses = addresses;
    this.connectTimeout = connectTimeout;
    this.freshNanos = fresh.toNanos();
  }

  /** Waits for the answer, for two time-outs at most. */
  boolean reaches(Origin origin) {
    var now = System.nanoTime();
    questions.values().removeIf(question -> question.isForgotten(now));
    var mine = new Question[1];
    var question =
        questions.compute(
            origin,
            (key, known) -> {
              if (known != null && known.isFresh(now)) {
                return known;
              }
              mine[0] = new Question(now, next(known), new CompletableFuture<>());
              return mine[0];
            });
    if (mine[0] == null) {
      return question.reached.join();
    }
    var reached = true; // if it cannot be told
    try {
      reached = ask(origin);
    } finally {
      question.reached.complete(reached);
    }
    return reached;
  }

  private long next(@Nullable Question before) {
    return before != null && before.reached.join() ? 2 * before.freshNanos : freshNanos;
  }

  private boolean ask(Origin origin) {
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        for (var address : addresses.of(origin.hostName())) {
          if (answers(address, origin.port())) {
            return true;
          }
        }
      }
      return false;
    } catch (UnknownHostException e) {
      return true; // that is no news of the node
    }
  }

  private boolean answers(InetAddress address, int port) {
    try (var channel = SocketChannel.open()) {
      var timeout = Math.toIntExact(connectTimeout.toMillis());
      channel.socket().connect(new InetSocketAddress(address, port), timeout);
      return true;
    } catch (ConnectException e) {
      return true; // refused
    } catch (ClosedByInterruptException e) {
      return true; // whoever asked has left, which says nothing
    } catch (IOException e) {
      return false;
    }
  }
}
