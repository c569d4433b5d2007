package uk.org.rmatool.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http2.HTTP2Channel;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;

/**
 * HTTP/2 for clients that agreed on it by ALPN, or begin with its preface in clear text (RFC 9113,
 * sections 3.2 to 3.4). Whatever ends a stream ends what is done for it: the library itself is
 * silent about streams that it resets for what their client sent, and goes on with those of a
 * client that took leave and is gone.
 */
final class Http2 extends HTTP2ServerConnectionFactory implements ConnectionFactory.Detecting {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * @param protocol its name in ALPN: h2, or h2c without TLS
   */
  Http2(HttpConfiguration http, String protocol, Limits limits) {
    super(http, protocol);
    setMaxConcurrentStreams(limits.streams());
    setFlowControlStrategyFactory(Credit::new);
    setInitialStreamRecvWindow(Credit.STREAM_WINDOW);
    setInitialSessionRecvWindow(Credit.window(limits.streams()));
    setStreamIdleTimeout(limits.stalled().toMillis());
    setConnectProtocolEnabled(false);
  }

  @Override
  public Detection detect(ByteBuffer beginning) {
    var length = Math.min(PREFACE.length, beginning.remaining());
    for (int i = 0; i < length; i++) {
      if (beginning.get(beginning.position() + i) != PREFACE[i]) {
        return Detection.NOT_RECOGNIZED;
      }
    }
    return length == PREFACE.length ? Detection.RECOGNIZED : Detection.NEED_MORE_BYTES;
  }

  @Override
  protected ServerSessionListener newSessionListener(Connector connector, EndPoint endPoint) {
    return new Ends(endPoint);
  }

  private final class Ends extends HTTPServerSessionListener {
    Ends(EndPoint endPoint) {
      super(endPoint);
    }

    @Override
    public void onClosed(Stream stream) {
      if (stream.isReset()) {
        end(stream);
      }
    }

    @Override
    public void onFailure(Session session, Throwable failure, Callback callback) {
      session.getStreams().forEach(this::end);
      super.onFailure(session, failure, callback);
    }

    private void end(Stream stream) {
      if (stream instanceof HTTP2Stream known
          && known.getAttachment() instanceof HTTP2Channel.Server channel) {
        channel.onFailure(new EofException("the stream has ended"), Callback.NOOP).run();
      }
    }
  }
}
