package uk.org.rmatool.dataplane.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

  private record Question(long askedAt, CompletableFuture<Boolean> reached) {}

  /**
   * @param fresh how long an answer is good for
   */
  Reachability(NodeAddresses addresses, Duration connectTimeout, Duration fresh) {
    this.addresses = addresses;
    this.connectTimeout = connectTimeout;
    this.freshNanos = fresh.toNanos();
  }

  /** Waits for the answer, for two time-outs at most. */
  boolean reaches(Origin origin) {
    questions.values().removeIf(question -> !isFresh(question));
    var mine = new Question(System.nanoTime(), new CompletableFuture<>());
    var other = questions.putIfAbsent(origin, mine);
    if (other != null) {
      return other.reached.join();
    }
    var reached = true; // if it cannot be told
    try {
      reached = ask(origin);
    } finally {
      mine.reached.complete(reached);
    }
    return reached;
  }

  private boolean isFresh(Question question) {
    return !question.reached.isDone() || System.nanoTime() - question.askedAt < freshNanos;
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
    } catch (IOException e) {
      return false;
    }
  }
}
