package uk.org.rmatool.dataplane.transport;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a node, for one call after another. A request may be sent by one thread while its
 * answer is read by another.
 */
final class Connection implements Closeable {
  /** Limits of an answer's head; a body may be of any size. */
  private static final Http1Config LIMITS =
      Http1Config.custom()
          .setMaxLineLength(64 * 1024)
          .setMaxHeaderCount(500)
          .setMaxEmptyLineCount(1)
          .setBufferSize(4 * 1024) // larger pieces do not go through it
          .build();

  private final Origin origin;
  private final SocketChannel channel;
  private final Socket socket;
  private final Wire wire;
  private long keptAt;

  private static final class Wire extends DefaultBHttpClientConnection {
    Wire() {
      super(
          LIMITS,
          null,
          null,
          Wire::length,
          DefaultContentLengthStrategy.INSTANCE,
          null,
          null,
          null);
    }

    /** After a switch of protocols, what follows is no HTTP and has no length. */
    private static long length(org.apache.hc.core5.http.HttpMessage message) throws HttpException {
      return message instanceof ClassicHttpResponse response
              && response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS
          ? ContentLengthStrategy.UNDEFINED
          : DefaultContentLengthStrategy.INSTANCE.determineLength(message);
    }

    /** Nothing is read from the socket; what has been read already is looked at. */
    private boolean looking;

    void open(Socket socket, @Nullable SSLSocket tls) throws IOException {
      bind(tls == null ? new Holder(socket) : new Holder(tls, socket));
    }

    /** Whether bytes were received that nobody has read; does not wait for any. */
    boolean hasUnread() throws IOException {
      looking = true;
      try {
        return awaitInput(Timeout.DISABLED);
      } finally {
        looking = false;
      }
    }

    private final class Holder extends SocketHolder {
      Holder(Socket socket) {
        super(socket);
      }

      Holder(SSLSocket tls, Socket socket) {
        super(tls, socket);
      }

      @Override
      protected InputStream getInputStream(Socket socket) throws IOException {
        return new FilterInputStream(socket.getInputStream()) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return looking ? 0 : super.read(target, offset, length);
          }
        };
      }
    }

    /** Whether something came; false when the other side has closed. */
    boolean await(Timeout timeout) throws IOException {
      return awaitInput(timeout);
    }
  }

  private Connection(Origin origin, SocketChannel channel, Socket socket, Wire wire) {
    this.origin = origin;
    this.channel = channel;
    this.socket = socket;
    this.wire = wire;
  }

  /** Over a channel that is connected, with TLS where a socket for it is given. */
  static Connection over(Origin origin, SocketChannel channel, @Nullable SSLSocket tls)
      throws IOException {
    var wire = new Wire();
    wire.open(channel.socket(), tls);
    return new Connection(origin, channel, tls == null ? channel.socket() : tls, wire);
  }

  Origin origin() {
    return origin;
  }

  /** It waits for its next call from now on. */
  void kept(long nanoTime) {
    keptAt = nanoTime;
  }

  long keptAt() {
    return keptAt;
  }

  /** Whether the other side has neither closed it nor said something unasked. */
  boolean isIdle() {
    try {
      if (wire.hasUnread()) {
        return false;
      }
      channel.configureBlocking(false);
      var nothing = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return nothing;
    } catch (IOException e) {
      return false;
    }
  }

  void sendHead(ClassicHttpRequest request) throws IOException, HttpException {
    wire.sendRequestHeader(request);
  }

  void flush() throws IOException {
    wire.flush();
  }

  /** Sends the body, if there is one, and flushes. */
  void sendBody(ClassicHttpRequest request) throws IOException, HttpException {
    wire.sendRequestEntity(request);
    wire.flush();
  }

  /**
   * Waits until something comes.
   *
   * @return false when the other side has closed instead
   * @throws SocketTimeoutException when nothing came in time
   */
  boolean await(Duration time) throws IOException {
    return wire.await(Timeout.of(time));
  }

  /** How long every read may take from now on. */
  void patience(Duration silence) throws IOException {
    socket.setSoTimeout(Math.toIntExact(Math.min(silence.toMillis(), Integer.MAX_VALUE)));
  }

  ClassicHttpResponse receiveHead() throws IOException, HttpException {
    return wire.receiveResponseHeader();
  }

  void receiveBody(ClassicHttpResponse response) throws IOException, HttpException {
    wire.receiveResponseEntity(response);
  }

  /** The socket, for what is no HTTP any more. */
  Socket socket() {
    return socket;
  }

  /** Ends it at once, whoever waits for it. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // gone is gone
    }
  }
}
