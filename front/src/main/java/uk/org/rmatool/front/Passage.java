package uk.org.rmatool.front;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.transport.Answer;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;

/**
 * One stream: its request goes to the container, the answer comes back, both as they come and at
 * the same time. Blocking; has a virtual thread.
 */
final class Passage {
  private static final Logger LOG = System.getLogger(Passage.class.getName());
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int PIECE = 16 * 1024;
  private static final String EXPECTED = "100-continue";

  private final Upstream upstream;
  private final Limits limits;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final ClientBody body;
  private volatile boolean writing;

  Passage(Upstream upstream, Limits limits, Request request, Response response, Callback callback) {
    this.upstream = upstream;
    this.limits = limits;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.body = ClientBody.of(request);
  }

  /** Nobody wants it any more; whoever waits for the client is woken. */
  void cancel() {
    body.abort();
  }

  /** Whether it is the client that nothing goes on without. */
  boolean waitsForClient() {
    return writing || body.isWaiting();
  }

  void run() {
    var owner = upstream.new Owner(client());
    try {
      var forward = Heads.request(request, limits, body);
      if (!body.isEmpty() && isExpecting()) {
        var unused = response.writeInterim(HttpStatus.CONTINUE_100, HttpFields.EMPTY);
      }
      try (var answer = upstream.send(forward, owner)) {
        deliver(answer);
        owner.end(); // before the connection may carry somebody else's
      }
      callback.succeeded();
    } catch (PlatformException e) {
      refuse(e.problem());
    } catch (BrokenOffException e) {
      fail("The client broke off.", e.reason());
    } catch (CallFailedException e) {
      refuse(
          e.failure() == Failure.NOT_CONNECTED
              ? Problem.of(ProblemType.SATURATED, "This program is starting or stopping.")
                  .withRetryAfter(SOON)
              : Problem.of(ProblemType.UPSTREAM_FAILED, "This program broke off."));
      LOG.log(Level.DEBUG, () -> "The container does not answer. reason=" + e.getMessage());
    } catch (IOException e) {
      fail("An answer broke off.", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A stream failed in a way that nobody foresaw.", e);
      fail("A stream failed.", e);
    } finally {
      owner.end();
      body.abort(); // who still sends it need not wait for more
    }
  }

  private Client client() {
    var connection = request.getConnectionMetaData();
    return new Client(
        (InetSocketAddress) connection.getRemoteSocketAddress(), connection.isSecure(), true);
  }

  private boolean isExpecting() {
    return EXPECTED.equalsIgnoreCase(request.getHeaders().get(HttpHeader.EXPECT));
  }

  private void deliver(Answer answer) throws IOException {
    response.setStatus(answer.status());
    Heads.response(answer, response);
    if (!answer.hasBody()) {
      return;
    }
    response.setTrailersSupplier(() -> Heads.trailers(answer.trailers()));
    var in = answer.body();
    var piece = new byte[PIECE];
    if (in.available() == 0) {
      send(ByteBuffer.allocate(0)); // status and headers need not wait for the first byte
    }
    for (var count = in.read(piece); count >= 0; count = in.read(piece)) {
      send(ByteBuffer.wrap(piece, 0, count));
    }
  }

  /** Waits until the client takes it. */
  private void send(ByteBuffer piece) throws IOException {
    writing = true;
    try (var written = Blocker.callback()) {
      response.write(false, piece, written);
      written.block();
    } finally {
      writing = false;
    }
  }

  /** Answers with a problem, or resets what has begun. */
  void refuse(Problem problem) {
    if (response.isCommitted()) {
      fail("An answer broke off.", new IOException(problem.detail()));
      return;
    }
    response.reset();
    response.setStatus(problem.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.getHeaders().put("X-RMA-Error", problem.type().uri());
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
    var text = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(text), callback);
  }

  /** Resets the stream: nobody must take what was sent for a whole answer. */
  private void fail(String what, Exception reason) {
    LOG.log(Level.DEBUG, () -> what + " reason=" + reason);
    callback.failed(reason);
  }
}
