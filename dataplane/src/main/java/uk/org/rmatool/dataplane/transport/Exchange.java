package uk.org.rmatool.dataplane.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer on a connection, both at once: the body is sent by a thread of its own.
 */
final class Exchange {
  private static final Logger LOG = System.getLogger(Exchange.class.getName());

  private static final Duration ENDLESS = Duration.ofNanos(Long.MAX_VALUE);

  private final Connections connections;
  private final Connection connection;
  private final ClassicHttpRequest request;
  private volatile boolean sent;
  private volatile @Nullable BrokenOffException brokenOff;

  Exchange(Connections connections, Connection connection, ClassicHttpRequest request) {
    this.connections = connections;
    this.connection = connection;
    this.request = request;
    if (request.getEntity() != null) {
      request.setEntity(new WholeBody(request.getEntity()));
    }
  }

  /** A body that breaks off ends the connection, before it is ended as if it were whole. */
  private final class WholeBody extends HttpEntityWrapper {
    WholeBody(HttpEntity body) {
      super(body);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try {
        super.writeTo(out);
      } catch (BrokenOffException e) {
        brokenOff = e;
        cancel();
        throw e;
      }
    }
  }

  void send() throws IOException, HttpException {
    connection.sendHead(request);
    if (request.getEntity() == null) {
      connection.flush();
      sent = true;
    } else {
      connection.sending(true);
      Thread.ofVirtual().name("request-body").start(this::sendBody);
    }
  }

  private void sendBody() {
    try {
      connection.sendBody(request);
      sent = true;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A request's body fails in a way that nobody foresaw.", e);
      cancel();
    } catch (IOException | HttpException e) {
      // The other side may have answered before all was sent; who reads the answer knows.
      LOG.log(Level.DEBUG, "A request's body is not sent whole.", e);
    } finally {
      connection.sending(false);
    }
  }

  /**
   * The answer's head. While the body is still being sent the other side may be silent: its end, if
   * it comes to one, is noticed by who sends it.
   *
   * @param first how long it may be silent before its answer begins
   * @param patience and after that
   * @throws BrokenOffException when the body could not be read to its end
   */
  ClassicHttpResponse receive(Duration first, Duration patience) throws IOException, HttpException {
    try {
      connection.patience(first);
      connection.await(); // for something, or the end: reading says which
      connection.patience(patience);
      for (; ; ) {
        var head = connection.receiveHead();
        if (head.getCode() >= HttpStatus.SC_OK
            || head.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
          receiveBody(head);
          return head;
        }
      }
    } catch (IOException e) {
      throw reason(e);
    }
  }

  /** Why the answer broke off: what was read, unless the request's body was the reason. */
  IOException reason(IOException e) {
    return brokenOff == null ? connection.reason(e) : brokenOff;
  }

  private void receiveBody(ClassicHttpResponse head) throws IOException, HttpException {
    if (head.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS
        || MessageSupport.canResponseHaveBody(request.getMethod(), head)) {
      connection.receiveBody(head);
    }
  }

  Socket socket() {
    return connection.socket();
  }

  void allowSilence() {
    connection.patience(ENDLESS);
  }

  void cancel() {
    connection.close();
  }

  /**
   * The answer is not wanted any more.
   *
   * @param read whether it was read to its end
   */
  void end(ClassicHttpResponse head, boolean read) {
    if (read && sent && allowsAnother(head)) {
      connections.keep(connection);
    } else {
      connection.close();
    }
  }

  private boolean allowsAnother(ClassicHttpResponse head) {
    return head.getCode() != HttpStatus.SC_SWITCHING_PROTOCOLS
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            request, head, HttpCoreContext.create());
  }
}
