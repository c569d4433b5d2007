package uk.org.rmatool.dataplane;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.StreamedBody.BrokenOffException;
import uk.org.rmatool.dataplane.UpstreamException.Failure;
import uk.org.rmatool.platform.client.NodeAddresses;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Passes one call on to one upstream and its answer back, both streamed: method, path, query,
 * headers, body and status as they were. Blocking; meant for virtual threads.
 */
@Component
public class Relay {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int MAX_CONNECTIONS = 20_000;

  private final CloseableHttpClient http;
  private final Traffic traffic;

  @Inject
  public Relay(RelayConfig config, Traffic traffic) {
    this(config, traffic, new NodeAddresses());
  }

  Relay(RelayConfig config, Traffic traffic, NodeAddresses addresses) {
    this.traffic = traffic;
    var answer = Timeout.of(config.answerTimeout());
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new Resolver(addresses))
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_CONNECTIONS)
            .setConnectionFactory(
                // An upstream may refuse a body before all of it was sent; its answer must not be
                // lost.
                ManagedHttpClientConnectionFactory.builder()
                    .responseOutOfOrderStrategy(MonitoringResponseOutOfOrderStrategy.INSTANCE)
                    .build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(config.connectTimeout()))
                    .setSocketTimeout(answer)
                    .setValidateAfterInactivity(Timeout.ofMilliseconds(500))
                    .setIdleTimeout(Timeout.ofSeconds(20))
                    .build())
            .build();
    this.http =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(answer)
                    .setExpectContinueEnabled(false)
                    .build())
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableDefaultUserAgent()
            .disableRedirectHandling()
            .evictIdleConnections(org.apache.hc.core5.util.TimeValue.ofSeconds(20))
            .build();
  }

  @PreDestroy
  void stop() {
    http.close(CloseMode.GRACEFUL);
  }

  /**
   * Passes the call on.
   *
   * @param started called when the upstream began to answer, before anything reaches the client
   * @return the status that the client got
   * @throws UpstreamException when the upstream failed; whether the client has had anything tells
   *     {@code out}
   * @throws IOException when the client is gone
   * @throws PlatformException 408 when the client was silent for too long within its body
   */
  int forward(
      ServiceCall call,
      Upstream upstream,
      HttpServletRequest in,
      HttpServletResponse out,
      String hop,
      Runnable started)
      throws UpstreamException, IOException {
    var base = upstream.base();
    var host = new HttpHost(base.getScheme(), base.getHost(), base.getPort());
    var request = new RawRequest(in.getMethod(), base, base.getRawPath() + upstream.path());
    HopHeaders.copyRequest(in, request, hop);
    if (hasBody(in)) {
      request.setEntity(
          new StreamedBody(in.getInputStream(), in.getContentLengthLong(), request::cancel));
    }
    var begun = System.nanoTime();
    try (var response = http.executeOpen(host, request, null)) {
      traffic.firstByte(call.service(), System.nanoTime() - begun);
      started.run();
      answer(request, response, out);
      return response.getCode();
    } catch (ClientGoneException e) {
      request.cancel();
      throw e.cause();
    } catch (BrokenOffException e) {
      if (e.reason() instanceof SocketTimeoutException) {
        throw new PlatformException(
            ProblemType.REQUEST_TIMED_OUT, "The rest of the body did not come in time.");
      }
      throw e.reason();
    } catch (ConnectException
        | UnknownHostException
        | NoRouteToHostException
        | ConnectTimeoutException e) {
      throw new UpstreamException(
          Failure.NOT_CONNECTED, "cannot be connected to: " + e.getMessage(), e);
    } catch (SocketTimeoutException e) {
      request.cancel();
      throw new UpstreamException(Failure.TIMED_OUT, "was silent for too long", e);
    } catch (IOException e) {
      request.cancel();
      throw new UpstreamException(Failure.BROKEN, "broke off: " + e, e);
    }
  }

  private static void answer(
      RawRequest request, ClassicHttpResponse response, HttpServletResponse out)
      throws IOException, ClientGoneException {
    out.setStatus(response.getCode());
    HopHeaders.copyResponse(response, out::addHeader);
    var entity = response.getEntity();
    var length = response.getFirstHeader("Content-Length");
    if (length != null && length.getValue().matches("\\d{1,18}")) {
      out.setContentLengthLong(Long.parseLong(length.getValue()));
    }
    if (entity == null) {
      return;
    }
    try (var body = entity.getContent()) {
      copy(body, out, request);
    }
  }

  /** Copies what is there as it comes; flushes whenever nothing more is waiting. */
  private static void copy(InputStream body, HttpServletResponse out, RawRequest request)
      throws IOException, ClientGoneException {
    var buffer = new byte[CHUNK_BYTES];
    if (body.available() == 0) {
      flush(out, request); // status and headers need not wait for the first byte
    }
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      if (!out.isCommitted()) {
        flush(out, request); // the container releases only the headers at the first flush
      }
      try {
        out.getOutputStream().write(buffer, 0, n);
      } catch (IOException e) {
        throw clientGone(request, e);
      }
      if (body.available() == 0) {
        flush(out, request);
      }
    }
  }

  private static void flush(HttpServletResponse out, RawRequest request)
      throws ClientGoneException {
    try {
      out.flushBuffer();
    } catch (IOException e) {
      throw clientGone(request, e);
    }
  }

  /** The request is cancelled before its answer is closed, which would read it to its end. */
  private static ClientGoneException clientGone(RawRequest request, IOException reason) {
    request.cancel();
    return new ClientGoneException(reason);
  }

  private static boolean hasBody(HttpServletRequest in) {
    if (in.getContentLengthLong() < 0 && !in.getProtocol().startsWith("HTTP/1.")) {
      return true; // HTTP/2 does not say beforehand that there is none
    }
    return in.getContentLengthLong() > 0 || in.getHeader("Transfer-Encoding") != null;
  }

  /** What is checked is what is connected to. */
  private record Resolver(NodeAddresses addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return addresses.of(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** A request whose path goes on the wire as it is. */
  private static final class RawRequest extends HttpUriRequestBase {
    private static final long serialVersionUID = 1L;

    RawRequest(String method, java.net.URI base, String rawPath) {
      super(method, base);
      setPath(rawPath);
    }
  }

  private static final class ClientGoneException extends Exception {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    ClientGoneException(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    IOException cause() {
      return reason;
    }
  }
}
