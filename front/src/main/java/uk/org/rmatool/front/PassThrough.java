package uk.org.rmatool.front;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Blocker;

/**
 * A connection of a client that speaks HTTP/1.1, passed on to the container byte by byte: what the
 * container refuses or ends, and what it switches to, is as it would be without a front.
 */
final class PassThrough extends AbstractConnection implements Connection.UpgradeTo {
  private static final Logger LOG = System.getLogger(PassThrough.class.getName());
  private static final int PIECE = 16 * 1024;
  private static final int DIRECTIONS = 2;

  /** How long a client may take to end what the container has ended. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** Makes them, for whoever has not chosen HTTP/2. */
  static final class Factory extends AbstractConnectionFactory {
    private final Upstream upstream;
    private final Limits limits;

    Factory(Upstream upstream, Limits limits) {
      super("http/1.1");
      this.upstream = upstream;
      this.limits = limits;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      return configure(new PassThrough(connector, endPoint, upstream, limits), connector, endPoint);
    }
  }

  private final Upstream upstream;
  private final Limits limits;
  private final Client client;
  private final AtomicInteger open = new AtomicInteger(DIRECTIONS);
  private ByteBuffer beginning = ByteBuffer.allocate(0);

  private volatile boolean writing;
  private volatile boolean containerEnded;

  private PassThrough(Connector connector, EndPoint endPoint, Upstream upstream, Limits limits) {
    super(endPoint, connector.getExecutor());
    this.upstream = upstream;
    this.limits = limits;
    client =
        new Client(
            (InetSocketAddress) endPoint.getRemoteSocketAddress(), endPoint.isSecure(), false);
  }

  @Override
  public void onUpgradeTo(ByteBuffer bytes) {
    beginning = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(limits.stalled().toMillis());
    Thread.ofVirtual().name("front-up").start(this::run);
  }

  /**
   * The container ends what is idle; a client that takes nothing, or lingers after that, ends here.
   */
  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    return writing || containerEnded;
  }

  @Override
  public void onFillable() {} // whoever reads waits by a callback of its own

  private void run() {
    try {
      var container = upstream.connect(client);
      Thread.ofVirtual().name("front-down").start(() -> down(container));
      up(container);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, () -> "The container takes no connection. reason=" + e);
      getEndPoint().close(e);
    }
  }

  private void up(SocketChannel container) {
    try {
      write(container, beginning);
      beginning = ByteBuffer.allocate(0);
      var piece = ByteBuffer.allocate(PIECE).flip();
      while (fill(piece)) {
        write(container, piece);
      }
      container.shutdownOutput();
      ended(container);
    } catch (IOException | RuntimeException e) {
      broken(container, e);
    }
  }

  /** Waits for bytes of the client; false at its end. */
  private boolean fill(ByteBuffer piece) throws IOException {
    while (true) {
      piece.clear().flip(); // the library fills what is between limit and capacity
      var count = getEndPoint().fill(piece);
      if (count != 0) {
        return count > 0;
      }
      try (var some = Blocker.callback()) {
        getEndPoint().fillInterested(some);
        some.block();
      }
    }
  }

  private static void write(SocketChannel container, ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      container.write(piece);
    }
  }

  private void down(SocketChannel container) {
    try {
      var piece = ByteBuffer.allocate(PIECE);
      while (container.read(piece.clear()) >= 0) {
        send(false, piece.flip());
      }
      containerEnded = true;
      getEndPoint().setIdleTimeout(LINGER.toMillis());
      getEndPoint().shutdownOutput();
      ended(container);
    } catch (IOException | RuntimeException e) {
      broken(container, e);
    }
  }

  private void send(boolean last, ByteBuffer piece) throws IOException {
    writing = true;
    try (var written = Blocker.callback()) {
      getEndPoint().write(last, piece, written);
      written.block();
    } finally {
      writing = false;
    }
  }

  /** A direction has come to its end; both together end the connection. */
  private void ended(SocketChannel container) {
    if (open.decrementAndGet() == 0) {
      end(container);
      getEndPoint().close();
    }
  }

  private void broken(SocketChannel container, Exception e) {
    LOG.log(Level.DEBUG, () -> "A connection broke off. reason=" + e);
    end(container);
    getEndPoint().close(e);
  }

  private void end(SocketChannel container) {
    upstream.forget(container, client);
    try {
      container.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "The container has closed already. reason=" + e);
    }
  }
}
