package uk.org.rmatool.dataplane.transport;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.platform.wiring.Component;

/** Sends requests to nodes. Blocking; meant for virtual threads. */
@Component
public class Transport {
  /** Methods of calls that may be made twice (RFC 9110, section 9.2.2). */
  public static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final Connections connections;
  private final TransportConfig config;

  @Inject
  public Transport(Connections connections, TransportConfig config) {
    this.connections = connections;
    this.config = config;
  }

  /**
   * Sends a request and waits for the head of its answer. The body, if there is one, goes on being
   * sent while the answer is read.
   *
   * @param node where to; only scheme, host and port matter
   * @param request with all its headers but <code>Host</code>
   * @throws BrokenOffException when the request's body could not be read to its end
   * @throws CallFailedException when there is no answer
   */
  public Answer send(URI node, ClassicHttpRequest request)
      throws CallFailedException, BrokenOffException {
    return send(node, request, config.answerTimeout());
  }

  /**
   * The same.
   *
   * @param patience how long the node may be silent until its answer begins; after that, as long as
   *     is configured
   */
  public Answer send(URI node, ClassicHttpRequest request, Duration patience)
      throws CallFailedException, BrokenOffException {
    var origin = Origin.of(node);
    request.setHeader("Host", origin.authority());
    var waiting = connections.waiting(origin);
    if (waiting.isPresent()) {
      try {
        return send(waiting.get(), request, patience);
      } catch (CallFailedException e) {
        if (!mayBeSentAgain(request, e)) {
          throw e;
        }
      }
    }
    return send(connect(origin), request, patience);
  }

  /** A node may end a connection that waits at the moment at which a request comes on it. */
  private static boolean mayBeSentAgain(ClassicHttpRequest request, CallFailedException e) {
    return e.failure() == Failure.NO_ANSWER
        && request.getEntity() == null
        && IDEMPOTENT.contains(request.getMethod())
        && !Thread.currentThread().isInterrupted();
  }

  /**
   * The same with the <code>Host</code> that the request has.
   *
   * @param from is told the own end of the connection before anything is sent on it
   */
  public Answer pass(URI node, ClassicHttpRequest request, Consumer<InetSocketAddress> from)
      throws CallFailedException, BrokenOffException {
    var origin = Origin.of(node);
    var waiting = connections.waiting(origin);
    var connection = waiting.isPresent() ? waiting.get() : connect(origin);
    from.accept(connection.from());
    return send(connection, request, config.answerTimeout());
  }

  private Answer send(Connection connection, ClassicHttpRequest request, Duration patience)
      throws CallFailedException, BrokenOffException {
    var exchange = new Exchange(connections, connection, request);
    try {
      exchange.send();
      return new Answer(exchange.receive(patience, config.answerTimeout()), exchange);
    } catch (BrokenOffException | RuntimeException e) {
      exchange.cancel();
      throw e;
    } catch (HttpException | MessageConstraintException e) {
      exchange.cancel();
      throw new CallFailedException(Failure.BROKEN, "does not speak HTTP: " + e.getMessage(), e);
    } catch (IOException e) {
      exchange.cancel();
      throw CallFailedException.of(
          e, Failure.NO_ANSWER, "broke off before it answered: " + e.getMessage());
    }
  }

  private Connection connect(Origin origin) throws CallFailedException {
    try {
      return connections.connect(origin);
    } catch (IOException e) {
      throw new CallFailedException(
          Failure.NOT_CONNECTED, "cannot be connected to: " + e.getMessage(), e);
    }
  }
}
