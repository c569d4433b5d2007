package uk.org.rmatool.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** One HTTP/2 connection in clear text, frame by frame. */
final class TestClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final HTTP2Client client = new HTTP2Client();
  private final Session session;
  private final CompletableFuture<GoAwayFrame> goAway = new CompletableFuture<>();

  TestClient(int port) throws Exception {
    client.setMaxConcurrentPushedStreams(0);
    client.start();
    session =
        client
            .connect(
                new InetSocketAddress("127.0.0.1", port),
                new Session.Listener() {
                  @Override
                  public void onGoAway(Session session, GoAwayFrame frame) {
                    goAway.complete(frame);
                  }
                })
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) session.getLocalSocketAddress();
  }

  CompletableFuture<GoAwayFrame> goAway() {
    return goAway;
  }

  /** A request without a body. Headers are names and values in turn. */
  Call get(String path, String... headers) throws Exception {
    return open("GET", path, true, headers);
  }

  Call post(String path, String... headers) throws Exception {
    return open("POST", path, false, headers);
  }

  Call open(String method, String path, boolean whole, String... headers) throws Exception {
    var fields = HttpFields.build();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    var uri = HttpURI.build().scheme("http").host("example.test").port(8443).pathQuery(path);
    var head = new MetaData.Request(method, uri, HttpVersion.HTTP_2, fields);
    var call = new Call();
    call.stream =
        session
            .newStream(new HeadersFrame(head, null, whole), call)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return call;
  }

  @Override
  public void close() {
    LifeCycle.stop(client);
  }

  /** What comes back, as words in their order. */
  static final class Call implements Stream.Listener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile boolean reads = true;
    private Stream stream;
    private volatile HttpFields fields = HttpFields.EMPTY;

    /** From now on nothing is taken until {@link #read}. */
    Call holdingBack() {
      reads = false;
      return this;
    }

    void read() {
      reads = true;
      stream.demand();
    }

    HttpFields fields() {
      return fields;
    }

    String next() throws InterruptedException {
      var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("something comes").isNotNull();
      return event;
    }

    /** Everything until the end or the reset. */
    String rest() throws InterruptedException {
      var all = new StringBuilder();
      while (true) {
        var event = next();
        all.append(event);
        if (event.equals("end") || event.startsWith("reset") || event.startsWith("failed")) {
          return all.toString();
        }
        all.append(' ');
      }
    }

    CompletableFuture<Stream> send(byte[] bytes, boolean last) {
      return stream.data(new DataFrame(stream.getId(), ByteBuffer.wrap(bytes), last));
    }

    void send(String text, boolean last) throws Exception {
      send(text.getBytes(ISO_8859_1), last).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void sendTrailers(String name, String value) throws Exception {
      var trailers = new MetaData(HttpVersion.HTTP_2, HttpFields.build().add(name, value));
      stream
          .headers(new HeadersFrame(stream.getId(), trailers, null, true))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void reset() throws Exception {
      stream
          .reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onHeaders(Stream on, HeadersFrame frame) {
      fields = frame.getMetaData().getHttpFields();
      if (frame.getMetaData() instanceof MetaData.Response response) {
        events.add(Integer.toString(response.getStatus()));
      } else {
        fields.forEach(field -> events.add("trailer " + field.getName() + "=" + field.getValue()));
      }
      if (frame.isEndStream()) {
        events.add("end");
      } else if (reads) {
        on.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream on) {
      var data = on.readData();
      if (data == null) {
        on.demand();
        return;
      }
      var frame = data.frame();
      if (frame.remaining() > 0) {
        events.add(ISO_8859_1.decode(frame.getByteBuffer()).toString());
      }
      data.release();
      if (frame.isEndStream()) {
        events.add("end");
      } else if (reads) {
        on.demand();
      }
    }

    @Override
    public void onReset(Stream on, ResetFrame frame, Callback callback) {
      events.add("reset " + ErrorCode.toString(frame.getError(), null));
      callback.succeeded();
    }

    @Override
    public void onFailure(
        Stream on, int error, String reason, Throwable failure, Callback callback) {
      events.add("failed " + reason);
      callback.succeeded();
    }
  }
}
