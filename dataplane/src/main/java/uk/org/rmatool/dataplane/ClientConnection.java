package uk.org.rmatool.dataplane;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The connection that a request came by. Servlets are not told; Open Liberty's own requests tell,
 * by methods of its programming interface for extensions, which applications do not see by name.
 */
final class ClientConnection {
  private static final Logger LOG = System.getLogger(ClientConnection.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private ClientConnection() {}

  /** The connection, empty where the container does not tell. Not to be read from or written to. */
  static Optional<SocketChannel> of(ServletRequest request) {
    var own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    try {
      return call(call(own, "getIRequest"), "getRequestSocket") instanceof Socket socket
          ? Optional.ofNullable(socket.getChannel())
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (!WARNED.getAndSet(true)) {
        LOG.log(
            Level.WARNING,
            "The container does not tell requests' connections: clients that leave are noticed when"
                + " they are written to.",
            e);
      }
      return Optional.empty();
    }
  }

  /**
   * Ends what is sent to the client, so that an answer that has broken off is not taken for a whole
   * one: the container would end it as if it were.
   */
  static void cut(ServletRequest request) {
    of(request)
        .ifPresent(
            connection -> {
              try {
                connection.shutdownOutput();
              } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "The connection has ended already. reason=" + e);
              }
            });
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
