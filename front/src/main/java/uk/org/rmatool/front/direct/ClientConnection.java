package uk.org.rmatool.front.direct;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.DirectCalls.Asker;
import uk.org.rmatool.dataplane.ServiceCall;

/**
 * A connection of a client that speaks HTTP/1.1. As long as it sends plain requests for services
 * that can be served at once, each is one {@link Exchange}; with the first other one the connection
 * becomes the container's, from that request on.
 */
final class ClientConnection extends AbstractConnection
    implements Connection.UpgradeTo, Connection.UpgradeFrom {
  private static final int FIRST_ROOM = 2 * 1024;
  private static final int ROOM = 32 * 1024;

  /** In how many pieces a request may come; whoever sends it in more is the container's. */
  private static final int PIECES = 16;

  /** As long as the container waits for its answer, see <code>Departures</code>. */
  private static final long LAST_WORDS_MILLIS = 100;

  private static final byte[] NONE = {};

  private final Connector connector;
  private final DirectLane lane;
  private final String address;
  private final Callback readable = new Noticing(this::onFillable, this::gone);

  private byte[] bytes = NONE;
  private int size;
  private int pieces;
  private boolean looking;
  private boolean listening;
  private boolean closed;
  private volatile @Nullable Exchange exchange;
  private volatile boolean waiting;
  private volatile long waitingSince;

  ClientConnection(Connector connector, EndPoint endPoint, DirectLane lane) {
    super(endPoint, connector.getExecutor());
    this.connector = connector;
    this.lane = lane;
    address =
        endPoint.getRemoteSocketAddress() instanceof InetSocketAddress from
            ? from.getAddress().getHostAddress()
            : "unknown";
  }

  /** Who the client is, as text. */
  String address() {
    return address;
  }

  String scheme() {
    return getEndPoint().isSecure() ? "https" : "http";
  }

  @Override
  public void onUpgradeTo(ByteBuffer beginning) {
    size = beginning.remaining();
    bytes = new byte[Math.max(FIRST_ROOM, size)];
    beginning.get(bytes, 0, size);
  }

  @Override
  public ByteBuffer onUpgradeFrom() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  @Override
  public void onOpen() {
    super.onOpen();
    synchronized (this) {
      next();
    }
  }

  @Override
  public void onFillable() {
    synchronized (this) {
      listening = false;
      try {
        if (!fill()) {
          leaves();
        } else if (exchange == null) {
          next();
        } else if (size == 0) {
          listen(); // what it sends before it has its answer waits
        }
      } catch (IOException e) {
        gone(e);
      }
    }
  }

  /** It will say nothing more, and may still take an answer if that comes at once. */
  private void leaves() {
    var left = exchange;
    if (left == null) {
      end(null);
      return;
    }
    var unused =
        connector
            .getScheduler()
            .schedule(() -> leaves(left), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void leaves(Exchange left) {
    if (left.equals(exchange)) {
      gone(new IOException("the client has closed"));
    }
  }

  /** Reads what is there; false when nothing more will come. */
  private boolean fill() throws IOException {
    while (size < ROOM) {
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, size == 0 ? FIRST_ROOM : Math.min(ROOM, size * 4));
      }
      var free = ByteBuffer.wrap(bytes);
      free.limit(size);
      var count = getEndPoint().fill(free);
      if (count < 0) {
        return false;
      }
      if (count == 0) {
        break;
      }
      size += count;
      if (size < bytes.length) {
        break;
      }
    }
    pieces++;
    return true;
  }

  /** Once, until what has come is read: whoever takes the connection over must be the only one. */
  private void listen() {
    if (!listening) {
      listening = true;
      getEndPoint().fillInterested(readable);
    }
  }

  /** Goes on with what has been read, as long as that gets an answer at once. */
  private void next() {
    if (looking) {
      return; // further up
    }
    looking = true;
    try {
      while (exchange == null && !closed && look()) {}
    } finally {
      looking = false;
    }
  }

  /** Whether it is worth to look again. */
  private boolean look() {
    if (size == 0) {
      bytes = NONE;
      pieces = 0;
      listen();
      return false;
    }
    var request = new PlainRequest(bytes, size);
    return switch (request.read(lane.maxFields(), ROOM)) {
      case INCOMPLETE -> {
        if (size == ROOM || pieces > PIECES) {
          handOver();
        } else {
          listen();
        }
        yield false;
      }
      case OTHER -> {
        handOver();
        yield false;
      }
      case PLAIN -> begin(request);
    };
  }

  private boolean begin(PlainRequest request) {
    try {
      var call = ServiceCall.parse(request.path(), request.query());
      var direct = lane.calls().begin(call, new Asker(request.method(), request.hasKey()));
      if (direct.isEmpty()) {
        handOver();
        return false;
      }
      var begun = new Exchange(this, lane, request, direct.get());
      exchange = begun;
      bytes = Arrays.copyOfRange(bytes, request.length(), size);
      size = bytes.length;
      pieces = 1;
      begun.ask();
      if (size == 0 && exchange != null) {
        listen(); // it may leave
      }
      return true;
    } catch (PlatformException e) {
      handOver();
      return false;
    }
  }

  private void handOver() {
    closed = true;
    getEndPoint().upgrade(lane.containers().newConnection(connector, getEndPoint()));
  }

  /** The program ends, and with it what is in progress. */
  synchronized void stop() {
    var current = exchange;
    if (current != null) {
      current.stop();
    }
  }

  /** Answers with something of our own. */
  void answer(byte[] whole, boolean close) {
    waits(true);
    getEndPoint().write(new Noticing(() -> answered(close), this::gone), ByteBuffer.wrap(whole));
  }

  private synchronized void answered(boolean close) {
    waits(false);
    ended(close);
  }

  /** The exchange is over, and the next may follow; to be called with the lock held. */
  void ended(boolean close) {
    exchange = null;
    if (close) {
      end(null);
    } else {
      next();
    }
  }

  /** The client must see that the answer is not whole; to be called with the lock held. */
  void cut() {
    exchange = null;
    end(new IOException("the answer broke off"));
  }

  /** The client has left. */
  void gone(Throwable cause) {
    synchronized (this) {
      leave();
      end(cause);
    }
  }

  private void leave() {
    var current = exchange;
    if (current != null) {
      exchange = null;
      current.abandon();
    }
  }

  private void end(@Nullable Throwable cause) {
    closed = true;
    if (cause == null) {
      getEndPoint().close();
    } else {
      getEndPoint().close(cause);
    }
  }

  /** Whether the client has yet to take what it was sent. */
  void waits(boolean now) {
    waitingSince = System.nanoTime();
    waiting = now;
  }

  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    if (exchange == null) {
      return true;
    }
    return waiting && System.nanoTime() - waitingSince >= lane.stalledNanos();
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    synchronized (this) {
      closed = true;
      leave();
    }
    super.onClose(cause);
  }
}
