package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.transport.Answer;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.Transport;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Passes one call on to one upstream and its answer back, both streamed and both at once: method,
 * path, query, headers, body, trailers and status as they were. Blocking; meant for virtual
 * threads.
 */
@Component
public class Relay {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final Transport transport;
  private final Traffic traffic;

  @Inject
  public Relay(Transport transport, Traffic traffic) {
    this.transport = transport;
    this.traffic = traffic;
  }

  /**
   * Passes the call on.
   *
   * @param started called when the upstream began to answer, before anything reaches the client
   * @return the status that the client got
   * @throws CallFailedException when the upstream failed; whether the client has had anything tells
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
      throws CallFailedException, IOException {
    var begun = System.nanoTime();
    try (var answer = transport.send(upstream.base(), request(upstream, in, hop))) {
      traffic.firstByte(call.service(), System.nanoTime() - begun);
      started.run();
      answer(answer, out);
      return answer.status();
    } catch (BrokenOffException e) {
      if (e.reason() instanceof SocketTimeoutException) {
        throw new PlatformException(
            ProblemType.REQUEST_TIMED_OUT, "The rest of the body did not come in time.");
      }
      throw e.reason();
    }
  }

  private static ClassicHttpRequest request(Upstream upstream, HttpServletRequest in, String hop)
      throws IOException {
    var request = new BasicClassicHttpRequest(in.getMethod(), "/");
    request.setPath(upstream.base().getRawPath() + upstream.path()); // on the wire as it is
    HopHeaders.copyRequest(in, request, hop);
    if (hasBody(in)) {
      var length = in.getContentLengthLong();
      request.setEntity(new StreamedBody(in.getInputStream(), length, () -> trailers(in)));
      if (length >= 0) {
        request.setHeader("Content-Length", Long.toString(length));
      } else {
        request.setHeader("Transfer-Encoding", "chunked");
      }
    }
    return request;
  }

  private static List<? extends Header> trailers(HttpServletRequest in) {
    return in.isTrailerFieldsReady()
        ? in.getTrailerFields().entrySet().stream()
            .map(field -> new BasicHeader(field.getKey(), field.getValue()))
            .toList()
        : List.of();
  }

  private static void answer(Answer answer, HttpServletResponse out)
      throws IOException, CallFailedException {
    out.setStatus(answer.status());
    HopHeaders.copyResponse(answer.headers(), out::addHeader);
    var length = answer.headers().getFirstHeader("Content-Length");
    if (length != null && length.getValue().matches("\\d{1,18}")) {
      out.setContentLengthLong(Long.parseLong(length.getValue()));
    }
    if (answer.hasBody()) {
      if (answer.headers().containsHeader("Trailer")) {
        out.setTrailerFields(() -> fields(answer.trailers()));
      }
      copy(answer, out);
    }
  }

  private static Map<String, String> fields(List<? extends Header> trailers) {
    var fields = new TreeMap<String, String>();
    trailers.forEach(trailer -> fields.put(trailer.getName(), trailer.getValue()));
    return fields;
  }

  /** Copies what is there as it comes; flushes whenever nothing more is waiting. */
  private static void copy(Answer answer, HttpServletResponse out)
      throws IOException, CallFailedException {
    var body = answer.body();
    var buffer = new byte[CHUNK_BYTES];
    if (body.available() == 0) {
      flush(answer, out); // status and headers need not wait for the first byte
    }
    for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
      if (!out.isCommitted()) {
        flush(answer, out); // the container releases only the headers at the first flush
      }
      try {
        out.getOutputStream().write(buffer, 0, n);
      } catch (IOException e) {
        answer.cancel();
        throw e;
      }
      if (body.available() == 0) {
        flush(answer, out);
      }
    }
  }

  private static int read(InputStream body, byte[] buffer)
      throws CallFailedException, BrokenOffException {
    try {
      return body.read(buffer);
    } catch (BrokenOffException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw new CallFailedException(Failure.TIMED_OUT, "was silent for too long", e);
    } catch (IOException e) {
      throw new CallFailedException(Failure.BROKEN, "broke off: " + e, e);
    }
  }

  /** Whose client is gone is cancelled at once. */
  private static void flush(Answer answer, HttpServletResponse out) throws IOException {
    try {
      out.flushBuffer();
    } catch (IOException e) {
      answer.cancel();
      throw e;
    }
  }

  private static boolean hasBody(HttpServletRequest in) {
    if (in.getContentLengthLong() < 0 && !in.getProtocol().startsWith("HTTP/1.")) {
      return true; // HTTP/2 does not say beforehand that there is none
    }
    return in.getContentLengthLong() > 0 || in.getHeader("Transfer-Encoding") != null;
  }
}
