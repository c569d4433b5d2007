package uk.org.rmatool.dataplane;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Notices clients that close their connection while their call is served, even if there is nothing
 * to write to them yet, and interrupts the thread that serves it.
 *
 * <p>A connection is looked at without reading from it, by a selector beside the container's: one
 * that can be read and has no bytes is at its end. This is done only when the request was read
 * whole, for then the container reads nothing until it is answered; and only for calls that take
 * long. A client that has sent its next request already is not noticed.
 */
@Component
class Departures {
  private static final Logger LOG = System.getLogger(Departures.class.getName());
  private static final Duration EVERY = Duration.ofMillis(100);

  private final Function<HttpServletRequest, Optional<SocketChannel>> connections;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Selector selector;
  private final Thread thread;

  @Inject
  Departures() {
    this(ClientConnection::of);
  }

  Departures(Function<HttpServletRequest, Optional<SocketChannel>> connections) {
    this.connections = connections;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofVirtual().name("leaving-clients").unstarted(this::run);
    thread.start();
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }

  /** A call whose client is watched until it is closed. */
  final class Call implements AutoCloseable {
    private final HttpServletRequest request;
    private final Thread serving = Thread.currentThread();
    private final long begun = System.nanoTime();
    private @Nullable SelectionKey key;
    private boolean known;
    private boolean over;

    private Call(HttpServletRequest request) {
      this.request = request;
    }

    /** Begins to watch it if it takes long, and only once. */
    private synchronized void look(long now) {
      if (over || known || now - begun < EVERY.toNanos()) {
        return;
      }
      try {
        if (request.getInputStream().isFinished()) {
          known = true;
          key = watched(connections.apply(request));
        }
      } catch (ClosedChannelException e) {
        left();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "A client cannot be watched.", e);
      }
    }

    private @Nullable SelectionKey watched(Optional<SocketChannel> connection)
        throws ClosedChannelException {
      return connection.isPresent() && !connection.get().isBlocking()
          ? connection.get().register(selector, SelectionKey.OP_READ, this)
          : null;
    }

    /** Its connection has bytes, or is at its end. */
    private synchronized void readable(SocketChannel connection) {
      if (!over && !hasBytes(connection)) {
        left();
      }
    }

    private void left() {
      over = true;
      serving.interrupt();
    }

    /** Nobody is interrupted any more. */
    @Override
    public void close() {
      calls.remove(this);
      synchronized (this) {
        over = true;
        if (key != null) {
          key.cancel();
        }
      }
    }
  }

  private static boolean hasBytes(SocketChannel connection) {
    try {
      return connection.socket().getInputStream().available() > 0;
    } catch (IOException e) {
      return false; // it is closed
    }
  }

  /** Whoever serves this call, the thread that asks, is interrupted if its client leaves. */
  Call watch(HttpServletRequest request) {
    var call = new Call(request);
    calls.add(call);
    return call;
  }

  private void run() {
    try (selector) {
      while (true) {
        Thread.sleep(EVERY);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "Clients that leave are not noticed any more.", e);
    }
  }

  private void look() throws IOException {
    selector.selectNow(); // lets go of those that are over, too
    for (var key : selector.selectedKeys()) {
      if (key.attachment() instanceof Call call && key.channel() instanceof SocketChannel channel) {
        call.readable(channel);
      }
    }
    selector.selectedKeys().clear();
    var now = System.nanoTime();
    calls.forEach(call -> call.look(now));
  }
}
