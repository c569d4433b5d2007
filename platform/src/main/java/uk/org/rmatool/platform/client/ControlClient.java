package uk.org.rmatool.platform.client;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.NodeAddresses.ForbiddenAddressException;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.http.Via;
import uk.org.rmatool.platform.tracing.CallSpan;
import uk.org.rmatool.platform.tracing.Tracing;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Makes control calls. Safe for any number of threads.
 *
 * <p>Hosts that lead to an address that no node can have are not called. The JDK's client looks a
 * name up again when it connects, so a name whose answer changes between the two is not caught; the
 * JVM's cache of names (30 s unless set otherwise) makes that rare, not impossible.
 */
@Component
public class ControlClient {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(threads)
          .build();

  private final NodeAddresses addresses;
  private final Tracing tracing;

  /** One whose calls are not traced. */
  public ControlClient() {
    this(Tracing.off());
  }

  @Inject
  public ControlClient(Tracing tracing) {
    this(new NodeAddresses(), tracing);
  }

  ControlClient(NodeAddresses addresses) {
    this(addresses, Tracing.off());
  }

  private ControlClient(NodeAddresses addresses, Tracing tracing) {
    this.addresses = addresses;
    this.tracing = tracing;
  }

  /**
   * A call.
   *
   * @param method the HTTP method
   * @param base the other program's address, without a slash at its end
   * @param path the path and query, beginning with a slash
   * @param body the body, empty for none
   * @param headers headers beside Content-Type
   * @param timeout until the whole answer is there
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on as it is, never compared
  public record Call(
      String method,
      URI base,
      String path,
      byte[] body,
      Map<String, String> headers,
      Duration timeout) {

    public static Call get(URI base, String path, Duration timeout) {
      return new Call("GET", base, path, new byte[0], Map.of(), timeout);
    }

    public static Call post(
        URI base, String path, JsonObject body, Map<String, String> headers, Duration timeout) {
      return new Call(
          "POST", base, path, body.toString().getBytes(StandardCharsets.UTF_8), headers, timeout);
    }
  }

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param contentType the media type, if named
   * @param retryAfter when to try again, if it says so
   * @param body the whole body
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on as it is, never compared
  public record Answer(
      int status, Optional<String> contentType, Optional<String> retryAfter, byte[] body) {
    public boolean ok() {
      return status / 100 == 2;
    }

    /** The body as a JSON object; empty when it is none. */
    public Optional<JsonObject> json() {
      try {
        return Optional.of(StrictJsonReader.parse(body));
      } catch (PlatformException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Makes the call; its answer may have 1 MB.
   *
   * @throws UnreachableException when there was no whole answer in time
   */
  public Answer send(Call call) throws UnreachableException {
    return send(call, MAX_ANSWER_BYTES);
  }

  /**
   * Makes the call.
   *
   * @param maxBytes how large its answer may be; as JSON it takes some ten times as much memory
   * @throws UnreachableException when there was no whole answer in time
   */
  public Answer send(Call call, int maxBytes) throws UnreachableException {
    try (var span = tracing.call(call.method(), call.base(), call.path())) {
      return send(call, maxBytes, span);
    }
  }

  private Answer send(Call call, int maxBytes, CallSpan span) throws UnreachableException {
    try {
      var answer = send(call, maxBytes, span.headers());
      span.answered(answer.status());
      return answer;
    } catch (UnreachableException e) {
      span.failed("unreachable", e.reason());
      throw e;
    }
  }

  /** A task whose calls are made for what this thread serves, whatever thread runs it. */
  public <T> Callable<T> here(Callable<T> task) {
    return tracing.here(task);
  }

  private Answer send(Call call, int maxBytes, Map<String, String> trace)
      throws UnreachableException {
    var begun = System.nanoTime();
    await(call, threads.submit(() -> check(call.base().getHost())), call.timeout().toNanos());
    var publisher =
        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body());
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      var request = HttpRequest.newBuilder(URI.create(call.base() + call.path()));
      call.headers().forEach(request::setHeader);
      trace.forEach((name, value) -> addUnlessEmpty(request, name, value));
      request.setHeader(Via.HEADER, Via.mark("HTTP/1.1", "rma"));
      if (call.body().length > 0) {
        request.setHeader("Content-Type", "application/json");
      }
      exchange =
          http.sendAsync(
              request.method(call.method(), publisher).build(), LimitedBody.of(maxBytes));
    } catch (IllegalArgumentException e) {
      throw new UnreachableException(call.base() + " cannot be reached: " + reason(e), e);
    }
    var left = call.timeout().toNanos() - (System.nanoTime() - begun);
    var response = await(call, exchange, left);
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type"),
        response.headers().firstValue("Retry-After"),
        response.body());
  }

  private static void addUnlessEmpty(HttpRequest.Builder request, String name, String value) {
    if (!value.isEmpty()) {
      request.setHeader(name, value);
    }
  }

  /** Whether the host may be called; a name that nobody knows is left to the connection to say. */
  private @Nullable Void check(@Nullable String host) throws ForbiddenAddressException {
    try {
      if (host != null) {
        addresses.of(host);
      }
    } catch (ForbiddenAddressException e) {
      throw e;
    } catch (UnknownHostException e) {
      // is said by the connection
    }
    return null;
  }

  private static <T> T await(Call call, Future<T> future, long nanos) throws UnreachableException {
    try {
      return future.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnreachableException(
          call.base() + " did not answer within " + call.timeout().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new UnreachableException(call.base() + " cannot be reached: " + reason(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while calling " + call.base(), e);
    } finally {
      future.cancel(true); // lets go of the connection when there was no whole answer
    }
  }

  private static String reason(Throwable e) {
    if (e instanceof java.net.ConnectException) {
      return "connection refused";
    }
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within " + CONNECT.toSeconds() + " s";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
