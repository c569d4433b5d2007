package uk.org.rmatool.dataplane;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.transport.Answer;

/**
 * What follows a switch to WebSocket (RFC 6455): bytes both ways, as they come, until either side
 * closes. Made by the container.
 */
public final class Tunnel implements HttpUpgradeHandler {
  static final String PROTOCOL = "websocket";

  private static final Logger LOG = System.getLogger(Tunnel.class.getName());

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Answer node;
  private volatile Throttle throttle = Throttle.NONE;
  private volatile Runnable ended = () -> {};
  private volatile Optional<SocketChannel> connection = Optional.empty();

  /** Whether a client wants to speak WebSocket. */
  static boolean isWanted(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getProtocol().equals("HTTP/1.1")
        && PROTOCOL.equalsIgnoreCase(request.getHeader("Upgrade"))
        && Collections.list(request.getHeaders("Connection")).stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  /**
   * Says where it leads, before the container opens it.
   *
   * @param from the client's connection, if the container tells it
   * @param holding what holds it back
   * @param whenEnded run once when it is closed
   */
  void to(Answer answer, Optional<SocketChannel> from, Throttle holding, Runnable whenEnded) {
    node = answer;
    connection = from;
    throttle = holding;
    ended = whenEnded;
  }

  @Override
  public void init(WebConnection client) {
    var answer = node;
    if (answer == null) {
      throw new IllegalStateException("A tunnel that leads nowhere");
    }
    try {
      var in = client.getInputStream();
      var out = client.getOutputStream();
      in.setReadListener(new Up(client, answer, in));
      Thread.ofVirtual().name("tunnel-down").start(() -> down(client, answer, out));
    } catch (IOException e) {
      fail(client, answer, e);
    }
  }

  /**
   * From the client to the node. The container ends what it knows of the call after {@link #init},
   * and with it the connection, unless somebody listens.
   */
  private final class Up implements ReadListener {
    private final WebConnection client;
    private final Answer answer;
    private final ServletInputStream in;
    private final Piece piece = new Piece(throttle, Long.MAX_VALUE);

    Up(WebConnection client, Answer answer, ServletInputStream in) {
      this.client = client;
      this.answer = answer;
      this.in = in;
    }

    /**
     * Reads here because the container lets no other thread: one of its own waits while a node
     * takes nothing.
     */
    @Override
    public void onDataAvailable() throws IOException {
      var out = answer.socket().getOutputStream();
      while (in.isReady()) {
        if (piece.read(in, Long.MAX_VALUE) < 0) {
          close(client, answer);
          return;
        }
        piece.writeTo(out);
      }
    }

    @Override
    public void onAllDataRead() {
      close(client, answer);
    }

    @Override
    public void onError(Throwable e) {
      fail(client, answer, e);
    }
  }

  private void down(WebConnection client, Answer answer, OutputStream out) {
    var piece = new Piece(throttle, Long.MAX_VALUE);
    try {
      while (piece.read(answer.body(), Long.MAX_VALUE) >= 0) {
        piece.writeTo(out);
        out.flush();
      }
      close(client, answer);
    } catch (IOException | RuntimeException e) {
      fail(client, answer, e);
    }
  }

  private void fail(WebConnection client, Answer answer, Throwable e) {
    LOG.log(Level.DEBUG, () -> "A tunnel broke off. reason=" + e);
    close(client, answer);
  }

  private void close(WebConnection client, Answer answer) {
    if (closed.getAndSet(true)) {
      return;
    }
    answer.cancel();
    try {
      client.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, () -> "A tunnel is not closed well. reason=" + e);
    }
    connection.ifPresent(Tunnel::endReading);
    ended.run();
  }

  /** The container closes a connection only when whoever reads from it has come to an end. */
  private static void endReading(SocketChannel connection) {
    try {
      connection.shutdownInput();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "A tunnel's client is gone. reason=" + e);
    }
  }

  @Override
  public void destroy() {
    var answer = node;
    if (answer != null) {
      answer.cancel();
    }
  }
}
