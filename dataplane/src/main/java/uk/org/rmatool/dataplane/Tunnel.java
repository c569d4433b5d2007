package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Locale;
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
  private volatile Runnable ended = () -> {};

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
   * @param whenEnded run once when it is closed
   */
  void to(Answer answer, Runnable whenEnded) {
    node = answer;
    ended = whenEnded;
  }

  @Override
  public void init(WebConnection client) {
    var answer = node;
    if (answer == null) {
      throw new IllegalStateException("A tunnel that leads nowhere");
    }
    Thread.ofVirtual()
        .name("tunnel-up")
        .start(
            () ->
                copy(
                    client,
                    answer,
                    () -> pass(client.getInputStream(), answer.socket().getOutputStream())));
    Thread.ofVirtual()
        .name("tunnel-down")
        .start(() -> copy(client, answer, () -> pass(answer.body(), client.getOutputStream())));
  }

  private interface Copying {
    void run() throws IOException;
  }

  private void copy(WebConnection client, Answer answer, Copying copying) {
    try {
      copying.run();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, () -> "A tunnel broke off. reason=" + e);
    } finally {
      close(client, answer);
    }
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    var piece = new Piece();
    while (piece.read(from, Long.MAX_VALUE) >= 0) {
      piece.writeTo(to);
      to.flush();
    }
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
    ended.run();
  }

  @Override
  public void destroy() {
    var answer = node;
    if (answer != null) {
      answer.cancel();
    }
  }
}
