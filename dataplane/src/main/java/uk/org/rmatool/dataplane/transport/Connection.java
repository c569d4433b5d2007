package uk.org.rmatool.dataplane.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;
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
  private final PatientInput in;
  private final Wire wire;
  private final Watch watch;
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

    void open(Socket socket, @Nullable SSLSocket tls, InputStream in) throws IOException {
      bind(tls == null ? new Holder(socket, in) : new Holder(tls, socket, in));
    }

    private static final class Holder extends SocketHolder {
      private final InputStream in;

      Holder(Socket socket, InputStream in) {
        super(socket);
        this.in = in;
      }

      Holder(SSLSocket tls, Socket socket, InputStream in) {
        super(tls, socket);
        this.in = in;
      }

      @Override
      protected InputStream getInputStream(Socket socket) {
        return in;
      }
    }

    /** Whether something came; false when the other side has closed. */
    boolean await() throws IOException {
      return awaitInput(Timeout.DISABLED); // the input has a patience of its own
    }
  }

  private Connection(
      Origin origin,
      SocketChannel channel,
      Socket socket,
      PatientInput in,
      Wire wire,
      Watch watch) {
    this.origin = origin;
    this.channel = channel;
    this.socket = socket;
    this.in = in;
    this.wire = wire;
    this.watch = watch;
  }

  /**
   * Over a channel that is connected, with TLS where a socket for it is given.
   *
   * @param askAfter silence after which it is asked whether the node can be reached
   * @param watch looks at it until it is closed
   */
  static Connection over(
      Origin origin,
      SocketChannel channel,
      @Nullable SSLSocket tls,
      Duration askAfter,
      BooleanSupplier reached,
      Watch watch)
      throws IOException {
    var socket = tls == null ? channel.socket() : tls;
    var in = new PatientInput(socket.getInputStream(), channel, askAfter, reached);
    var wire = new Wire();
    wire.open(channel.socket(), tls, in);
    watch.add(in);
    return new Connection(origin, channel, socket, in, wire, watch);
  }

  Origin origin() {
    return origin;
  }

  /** Its own end. */
  InetSocketAddress from() {
    return (InetSocketAddress) channel.socket().getLocalSocketAddress();
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
      if (hasUnread()) {
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

  /** Whether bytes were received that nobody has read; does not wait for any. */
  private boolean hasUnread() throws IOException {
    in.looking(true);
    try {
      return wire.await();
    } finally {
      in.looking(false);
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

  /** Whether a body is being sent: the node may be silent for as long as that takes. */
  void sending(boolean now) {
    in.sending(now);
  }

  /**
   * Waits until something comes.
   *
   * @return false when the other side has closed instead
   */
  boolean await() throws IOException {
    return wire.await();
  }

  /** Why reading failed, if that is not what was thrown. */
  IOException reason(IOException e) {
    return in.reason(e);
  }

  /** How long every read may take from now on. */
  void patience(Duration silence) {
    in.patience(silence);
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
    watch.remove(in);
    try {
      channel.close();
    } catch (IOException e) {
      // gone is gone
    }
  }
}
