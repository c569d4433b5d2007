package uk.org.rmatool.front.direct;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCompliance.Violation;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.Origin;

/**
 * A connection to a node, for one exchange after another. All but claiming and noticing is done by
 * whoever holds the exchange's lock.
 */
final class NodeConnection extends AbstractConnection implements HttpParser.ResponseHandler {
  private static final Duration KEPT = Duration.ofSeconds(20);

  /**
   * At the other end a connection may have become one for all kinds of calls, which is slower, and
   * stays one.
   */
  private static final Duration OLDEST = Duration.ofSeconds(30);

  private static final int MAX_HEAD = 64 * 1024;
  private static final int SWITCHED = 101;
  private static final int FINAL = 200;
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);
  private static final Set<HttpHeader> FRAMING =
      EnumSet.of(HttpHeader.CONTENT_LENGTH, HttpHeader.TRANSFER_ENCODING);

  /** What is there to be passed on. */
  enum Came {
    NOTHING,
    SOME,
    /** To the end of the answer. */
    ALL
  }

  private final NodeConnections nodes;
  private final Origin origin;

  /** What old servers do, and what no client can take for something else once it is passed on. */
  private static final HttpCompliance LENIENT =
      HttpCompliance.RFC9110.with(
          "answers", Violation.MULTILINE_FIELD_VALUE, Violation.WHITESPACE_AFTER_FIELD_NAME);

  private final HttpParser parser = new HttpParser(this, MAX_HEAD, LENIENT);
  private final Callback readable = new Noticing(this::onFillable, this::lost);
  private final long madeAt = System.nanoTime();
  private volatile @Nullable Exchange exchange;
  private volatile boolean ended;
  private volatile long keptAt;

  private boolean http10;
  private int status;
  private String reason = "";
  private List<HttpField> fields = new ArrayList<>();
  private List<HttpField> trailers = new ArrayList<>();
  private boolean interim;
  private boolean complete;
  private boolean closed;
  private boolean toHead;
  private volatile boolean sent;
  private @Nullable CallFailedException trouble;

  NodeConnection(EndPoint endPoint, NodeConnections nodes, Origin origin, Exchange exchange) {
    super(endPoint, nodes.getExecutor());
    this.nodes = nodes;
    this.origin = origin;
    this.exchange = exchange;
    parser.setHeaderCacheCaseSensitive(true); // values go on as they came
  }

  Origin origin() {
    return origin;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    var first = exchange;
    if (first != null) {
      first.connected(this);
    }
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    ended = true;
    nodes.forget(this);
    super.onClose(cause);
  }

  /** Whether it waited, is still of use, and is this exchange's from now on. */
  synchronized boolean claim(Exchange next) {
    if (ended || !getEndPoint().isOpen() || hasSomething()) {
      ended = true;
      close();
      return false;
    }
    exchange = next;
    return true;
  }

  /** Whether the node says something, or has closed, though nobody asked it. */
  private boolean hasSomething() {
    try {
      return getEndPoint().fill(ByteBuffer.allocate(1).flip()) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Tells the exchange when something comes. */
  void listen() {
    getEndPoint().tryFillInterested(readable);
  }

  @Override
  public void onFillable() {
    var current = claimed();
    if (current != null) {
      current.readable(this);
    }
  }

  /** Whose it is. While it is nobody's, a node has nothing to say but that it closes. */
  private synchronized @Nullable Exchange claimed() {
    if (exchange == null) {
      if (!hasSomething()) {
        listen(); // somebody else has read what there was
        return null;
      }
      end();
    }
    return exchange;
  }

  private void lost(Throwable cause) {
    end();
    var current = exchange;
    if (current != null) {
      current.failed(this, broken(cause.getMessage()));
    }
  }

  private synchronized void end() {
    if (exchange == null) {
      ended = true;
      close();
    }
  }

  /** An exchange that is over has no use for it. */
  synchronized void endIfOf(Exchange over) {
    if (over.equals(exchange)) {
      ended = true;
      close();
    }
  }

  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    var current = exchange;
    if (current == null) {
      return System.nanoTime() - keptAt >= KEPT.toNanos();
    }
    current.silent(this);
    return false;
  }

  /**
   * Sends a request.
   *
   * @param head whether its answer has no body
   */
  void send(byte[] request, boolean head) {
    begin(head);
    getEndPoint().write(new Noticing(() -> sent = true, this::lost), ByteBuffer.wrap(request));
    listen();
  }

  private void begin(boolean head) {
    toHead = head;
    sent = false;
    restart();
    http10 = false;
    interim = false;
    complete = false;
    closed = false;
    status = 0;
    trouble = null;
    fields = new ArrayList<>();
    trailers = new ArrayList<>();
  }

  private void restart() {
    parser.reset();
    parser.setHeadResponse(toHead);
  }

  /**
   * Reads what is there and gives it to the exchange.
   *
   * @param buffer empty; what the exchange is given refers to it
   * @throws CallFailedException when the node broke off, or does not speak HTTP
   */
  Came read(ByteBuffer buffer) throws CallFailedException {
    try {
      var count = getEndPoint().fill(buffer);
      if (count == 0) {
        return Came.NOTHING;
      }
      if (count < 0) {
        closed = true;
        parser.atEOF();
        parser.parseNext(buffer);
      }
    } catch (IOException e) {
      throw broken(e.getMessage());
    }
    while (buffer.hasRemaining() && !complete && trouble == null) {
      parser.parseNext(buffer);
      if (interim) {
        interim = false;
        status = 0; // it has not answered yet
        fields = new ArrayList<>();
        restart();
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    if (closed && !complete) {
      throw broken("it closed the connection");
    }
    return complete ? Came.ALL : Came.SOME;
  }

  private CallFailedException broken(@Nullable String how) {
    return status == 0
        ? new CallFailedException(Failure.NO_ANSWER, "broke off before it answered: " + how)
        : new CallFailedException(Failure.BROKEN, "broke off within its answer: " + how);
  }

  /** Its exchange is over, and another one may follow if that is possible. */
  void release(boolean more) {
    var young = System.nanoTime() - madeAt < OLDEST.toNanos();
    var persistent =
        young && complete && sent && !http10 && !closed && !more && isKept() && isEndSure();
    if (!persistent) {
      close();
      return;
    }
    keptAt = System.nanoTime();
    synchronized (this) {
      exchange = null;
    }
    nodes.keep(this);
    listen();
  }

  private boolean isKept() {
    return fields.stream()
        .noneMatch(field -> field.getHeader() == HttpHeader.CONNECTION && field.contains("close"));
  }

  /** Some servers send bodies where none belong, after answers that have none. */
  private boolean isEndSure() {
    return !toHead
        && (!WITHOUT_BODY.contains(status)
            || fields.stream().noneMatch(field -> FRAMING.contains(field.getHeader())));
  }

  @Override
  public void startResponse(@Nullable HttpVersion version, int code, @Nullable String words) {
    http10 = version == HttpVersion.HTTP_1_0;
    status = code;
    reason = words == null ? "" : words;
  }

  @Override
  public void parsedHeader(HttpField field) {
    fields.add(field);
  }

  @Override
  public boolean headerComplete() {
    interim = status < FINAL;
    if (status == SWITCHED) {
      trouble =
          new CallFailedException(Failure.BROKEN, "switched protocols though nobody asked for it");
      return true;
    }
    if (fields.stream().anyMatch(NodeConnection::isOddEncoding)) {
      trouble =
          new CallFailedException(Failure.BROKEN, "has another Transfer-Encoding than chunked");
      return true;
    }
    var current = exchange;
    if (!interim && current != null) {
      current.head(new AnswerHead(status, reason, fields, parser.getContentLength()));
    }
    return false;
  }

  private static boolean isOddEncoding(HttpField field) {
    return field.getHeader() == HttpHeader.TRANSFER_ENCODING
        && !"chunked".equalsIgnoreCase(field.getValue());
  }

  @Override
  public boolean content(ByteBuffer piece) {
    var current = exchange;
    if (current != null) {
      current.content(piece.slice());
    }
    return false;
  }

  @Override
  public boolean contentComplete() {
    return false;
  }

  @Override
  public void parsedTrailer(HttpField field) {
    trailers.add(field);
  }

  @Override
  public boolean messageComplete() {
    var current = exchange;
    if (!interim && current != null) {
      complete = true;
      current.whole(trailers);
    }
    return true;
  }

  @Override
  public void earlyEOF() {
    trouble = broken("it closed the connection");
  }

  @Override
  public void badMessage(HttpException failure) {
    trouble =
        new CallFailedException(Failure.BROKEN, "does not speak HTTP: " + failure.getReason());
  }
}
