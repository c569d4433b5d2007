package uk.org.rmatool.front.direct;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.DirectCall;
import uk.org.rmatool.dataplane.HopHeaders;
import uk.org.rmatool.dataplane.RelayServlet;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.Origin;
import uk.org.rmatool.front.direct.NodeConnection.Came;

/**
 * One request of a client, sent to a node and perhaps another one, and the answer on its way back.
 * What the node sends is read only when the client has taken what came before. Its lock is the
 * client's connection.
 */
final class Exchange {
  private static final Logger LOG = System.getLogger(Exchange.class.getName());
  private static final int PIECE = 32 * 1024;

  /** So many are read before others that the same thread serves. */
  private static final int PIECES = 8;

  private static final Set<String> MEANT_FOR_BODIES = Set.of("POST", "PUT", "PATCH");

  private final ClientConnection client;
  private final DirectLane lane;
  private @Nullable PlainRequest request;
  private final DirectCall call;
  private final boolean toHead;
  private final Outgoing out = new Outgoing();
  private final Callback written;

  private @Nullable NodeConnection node;
  private @Nullable RetainableByteBuffer buffer;
  private @Nullable AnswerHead head;
  private boolean another;
  private boolean reused;
  private boolean begun;
  private boolean whole;
  private boolean over;
  private boolean inWrite;
  private boolean writing;
  private boolean close;
  private long heardAt;

  Exchange(ClientConnection client, DirectLane lane, PlainRequest request, DirectCall call) {
    this.client = client;
    this.lane = lane;
    this.request = request;
    this.call = call;
    written = new Noticing(this::taken, this::notTaken);
    toHead = request.method().equals("HEAD");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends the request to whom the call is to go to now. */
  void ask() {
    var origin = Origin.of(call.upstream().base());
    another = false;
    whole = false;
    head = null;
    heardAt = System.nanoTime();
    var waiting = lane.nodes().take(origin, this);
    reused = waiting != null;
    if (waiting == null) {
      lane.nodes().connect(origin, this);
    } else {
      send(waiting);
    }
  }

  /** Whether a node ended a connection that waited as the request came on it. */
  private boolean mayBeSentAgain(CallFailedException reason) {
    return reused && reason.failure() == Failure.NO_ANSWER && call.mayBeSentAgain();
  }

  /** The connection that it waited for is there. */
  void connected(NodeConnection made) {
    synchronized (client) {
      if (over) {
        made.close();
      } else {
        send(made);
      }
    }
  }

  private void send(NodeConnection to) {
    node = to;
    to.send(wire(Objects.requireNonNull(request)), toHead);
  }

  /** The request as the node gets it. */
  private byte[] wire(PlainRequest request) {
    var upstream = call.upstream();
    var top = new StringBuilder(256);
    top.append(request.method()).append(' ');
    top.append(upstream.base().getRawPath()).append(upstream.path()).append(" HTTP/1.1\r\nHost: ");
    top.append(Origin.of(upstream.base()).authority()).append("\r\n");
    var out = new ByteArrayOutputStream(1024);
    out.writeBytes(bytes(top.toString()));
    request.writeFields(out);
    var added = new StringBuilder(256);
    if (request.bodyLength() > 0 || MEANT_FOR_BODIES.contains(request.method())) {
      added.append("Content-Length: ").append(request.bodyLength()).append("\r\n");
    }
    added.append("Via: ").append(lane.via()).append("\r\nForwarded: ");
    added.append(HopHeaders.forwarded(client.address(), request.host(), client.scheme()));
    added.append("\r\nX-Forwarded-For: ").append(client.address()).append("\r\n");
    if (!request.isForwarded()) {
      added.append("X-Forwarded-Host: ").append(request.host());
      added.append("\r\nX-Forwarded-Proto: ").append(client.scheme()).append("\r\n");
    }
    out.writeBytes(bytes(added.append("\r\n").toString()));
    request.writeBody(out);
    return out.toByteArray();
  }

  /** Something has come from the node, or it has closed. */
  void readable(NodeConnection from) {
    synchronized (client) {
      if (!over && !writing && from.equals(node)) {
        pump(from);
      }
    }
  }

  private void pump(NodeConnection from) {
    try {
      for (int i = 0; i < PIECES; i++) {
        var piece = buffer();
        var came = from.read(piece.getByteBuffer());
        if (came == Came.NOTHING) {
          free();
          from.listen();
          return;
        }
        heardAt = System.nanoTime();
        if (another) {
          free();
          out.clear();
          node = null;
          from.close();
          ask();
          return;
        }
        if (came == Came.ALL) {
          node = null;
          from.release(piece.hasRemaining());
        }
        if (!flush()) {
          return;
        }
        if (whole) {
          delivered();
          return;
        }
      }
      from.listen(); // others have their turn
    } catch (CallFailedException e) {
      failed(e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A service call failed in a way that nobody foresaw.", e);
      client.gone(e);
    }
  }

  private RetainableByteBuffer buffer() {
    var known = buffer;
    if (known == null) {
      known = lane.buffers().acquire(PIECE, true);
      buffer = known;
    }
    return known;
  }

  private void free() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  /** An answer begins. */
  void head(AnswerHead came) {
    head = came;
    if (!call.answered(came.status(), came.value(RelayServlet.ERROR), came.value("Retry-After"))) {
      another = true;
      return;
    }
    close = lane.isLeaving();
    request = null; // nobody is asked any more
    out.head(came.bytes(lane, call.route(), toHead, close));
  }

  /** Goes on with it. */
  void content(ByteBuffer piece) {
    if (!another && head != null) {
      out.content(piece, head.isChunked(toHead));
    }
  }

  /** It has come to its end. */
  void whole(List<HttpField> trailers) {
    whole = true;
    if (!another && head != null && head.isChunked(toHead)) {
      out.lastChunk(trailers);
    }
  }

  /** Whether the client has taken everything already; otherwise it is told later. */
  private boolean flush() {
    if (out.isEmpty()) {
      free();
      return true;
    }
    begun = true;
    writing = true;
    inWrite = true;
    client.getEndPoint().write(written, out.take());
    inWrite = false;
    if (writing) {
      client.waits(true);
      return false;
    }
    return !over;
  }

  private void taken() {
    synchronized (client) {
      out.clear();
      free();
      writing = false;
      heardAt = System.nanoTime();
      if (inWrite || over) {
        return;
      }
      client.waits(false);
      if (whole) {
        delivered();
      } else if (node != null) {
        pump(node);
      }
    }
  }

  private void notTaken(Throwable cause) {
    synchronized (client) {
      writing = false;
      free();
      client.gone(cause);
    }
  }

  private void delivered() {
    if (!over) {
      over = true;
      call.delivered();
      client.ended(close);
    }
  }

  /** A connection to a node broke. */
  void failed(NodeConnection from, CallFailedException reason) {
    synchronized (client) {
      if (!over && from.equals(node)) {
        failed(reason);
      }
    }
  }

  /** The node that is asked now failed. */
  void failed(CallFailedException reason) {
    synchronized (client) {
      if (over) {
        return;
      }
      drop();
      if (another) {
        ask(); // it was the refusal's end that broke
        return;
      }
      if (mayBeSentAgain(reason)) {
        reused = false;
        lane.nodes().connect(Origin.of(call.upstream().base()), this);
        return;
      }
      var told = call.failed(reason);
      if (told.isEmpty()) {
        ask();
        return;
      }
      over = true;
      if (begun) {
        client.cut();
        return;
      }
      close = lane.isLeaving();
      client.answer(AnswerHead.problem(lane, told.get(), toHead, close), close);
    }
  }

  private void drop() {
    out.clear();
    if (!writing) {
      free();
    }
    var dropped = node;
    node = null; // closing it tells that it broke
    if (dropped != null) {
      dropped.close();
    }
  }

  /** Nothing has come from the node for a while. */
  void silent(NodeConnection from) {
    synchronized (client) {
      if (over || !from.equals(node)) {
        from.endIfOf(this);
        return;
      }
      if (writing) {
        return;
      }
      var since = heardAt;
      if (System.nanoTime() - since >= lane.nodes().config().answerTimeout().toNanos()) {
        failed(new CallFailedException(Failure.TIMED_OUT, "was silent for too long"));
        return;
      }
      Thread.ofVirtual().name("direct-ask").start(() -> ask(from, since));
    }
  }

  private void ask(NodeConnection from, long since) {
    if (lane.nodes().isReached(from.origin())) {
      return;
    }
    synchronized (client) {
      if (heardAt == since) {
        failed(from, new CallFailedException(Failure.UNREACHABLE, "cannot be reached any more"));
      }
    }
  }

  /** The program ends; to be called with the lock held. */
  void stop() {
    if (over) {
      return;
    }
    over = true;
    drop();
    var told = call.stopped();
    if (begun) {
      client.cut();
    } else {
      client.answer(AnswerHead.problem(lane, told, toHead, true), true);
    }
  }

  /** Nobody waits for the answer any more; to be called with the lock held. */
  void abandon() {
    if (!over) {
      over = true;
      drop();
      call.clientLeft();
    }
  }
}
