package uk.org.rmatool.dataplane;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
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
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

  private static final String TRAILER = "Trailer";
  private static final Set<String> MEANT_FOR_BODIES = Set.of("POST", "PUT", "PATCH");

  private final Transport transport;
  private final Throttle throttle;

  @Inject
  public Relay(Transport transport, Instance<Throttle> throttles) {
    this(transport, throttles.isResolvable() ? throttles.get() : Throttle.NONE);
  }

  Relay(Transport transport, Throttle throttle) {
    this.transport = transport;
    this.throttle = throttle;
  }

  /**
   * Sends a call to an upstream and waits until its answer begins.
   *
   * @param trace headers that it gets instead of the client's of these names; none for no value
   * @throws CallFailedException when the upstream failed
   * @throws BrokenOffException when the client broke off within its body
   */
  Answer send(
      Upstream upstream,
      HttpServletRequest in,
      RequestBody body,
      String hop,
      Map<String, String> trace)
      throws CallFailedException, BrokenOffException {
    var request = request(upstream, in, body, hop);
    trace.forEach((name, value) -> replace(request, name, value));
    return transport.send(upstream.base(), request);
  }

  private static void replace(ClassicHttpRequest request, String name, String value) {
    request.removeHeaders(name);
    if (!value.isEmpty()) {
      request.addHeader(name, value);
    }
  }

  private ClassicHttpRequest request(
      Upstream upstream, HttpServletRequest in, RequestBody body, String hop) {
    var request = new BasicClassicHttpRequest(in.getMethod(), "/");
    request.setPath(upstream.base().getRawPath() + upstream.path()); // on the wire as it is
    HopHeaders.copyRequest(in, request, hop);
    if (Tunnel.isWanted(in)) {
      request.setHeader("Connection", "Upgrade");
      request.setHeader("Upgrade", Tunnel.PROTOCOL);
    }
    if (!body.isEmpty()) {
      request.setEntity(new StreamedBody(body.send(), body.length(), throttle, () -> trailers(in)));
      if (body.length() >= 0) {
        request.setHeader("Content-Length", Long.toString(body.length()));
      } else {
        request.setHeader("Transfer-Encoding", "chunked");
        HopHeaders.trailer(Collections.list(in.getHeaders(TRAILER)).stream())
            .ifPresent(names -> request.setHeader(TRAILER, names));
      }
    } else if (MEANT_FOR_BODIES.contains(in.getMethod())) {
      request.setHeader("Content-Length", "0"); // RFC 9110, section 8.6
    }
    return request;
  }

  private static List<? extends Header> trailers(HttpServletRequest in) {
    return in.isTrailerFieldsReady()
        ? in.getTrailerFields().entrySet().stream()
            .map(field -> new BasicHeader(field.getKey(), field.getValue()))
            .filter(HopHeaders::mayTrail)
            .toList()
        : List.of();
  }

  /**
   * Passes an answer on to its end.
   *
   * @throws CallFailedException when the upstream broke off; whether the client has had anything
   *     tells {@code out}
   * @throws IOException when the client is gone
   */
  void deliver(Answer answer, HttpServletResponse out) throws IOException, CallFailedException {
    copyHead(answer, out);
    var length = length(answer.headers().getFirstHeader("Content-Length"));
    if (length < Long.MAX_VALUE) {
      out.setContentLengthLong(length);
    }
    if (answer.hasBody()) {
      var announced =
          HopHeaders.trailer(Stream.of(answer.headers().getHeaders(TRAILER)).map(Header::getValue));
      if (announced.isPresent() && length == Long.MAX_VALUE) {
        out.setHeader(TRAILER, announced.get());
        out.setTrailerFields(() -> fields(answer.trailers()));
      }
      copy(answer, length, out);
    }
  }

  /**
   * Passes on that the upstream has switched protocols, and what follows.
   *
   * @param ended run once when that is over
   */
  void tunnel(Answer answer, HttpServletRequest in, HttpServletResponse out, Runnable ended)
      throws IOException {
    copyHead(answer, out);
    out.setHeader("Connection", "Upgrade");
    out.setHeader("Upgrade", Tunnel.PROTOCOL);
    var client = ClientConnection.of(in);
    try {
      answer.allowSilence(); // whoever speaks may be silent for as long as they like
      in.upgrade(Tunnel.class).to(answer.handOver(), client, throttle, ended);
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  private static long length(@Nullable Header header) {
    return header != null && DIGITS.matcher(header.getValue()).matches()
        ? Long.parseLong(header.getValue())
        : Long.MAX_VALUE;
  }

  private static void copyHead(Answer answer, HttpServletResponse out) {
    out.setStatus(answer.status());
    HopHeaders.copyResponse(answer.headers(), out::addHeader);
  }

  private static Map<String, String> fields(List<? extends Header> trailers) {
    var fields = new TreeMap<String, String>();
    trailers.stream()
        .filter(HopHeaders::mayTrail)
        .forEach(trailer -> fields.put(trailer.getName(), trailer.getValue()));
    return fields;
  }

  /**
   * Copies what is there as it comes. Flushes whenever nothing more is waiting, but for the last
   * piece: that goes with what the container sends at the end.
   *
   * @param length of the body, {@link Long#MAX_VALUE} if that is not known
   */
  private void copy(Answer answer, long length, HttpServletResponse out)
      throws IOException, CallFailedException {
    var body = answer.body();
    var piece = new Piece(throttle, length);
    if (body.available() == 0) {
      flush(answer, out); // status and headers need not wait for the first byte
    }
    var left = length;
    while (read(body, piece, Math.max(left, 1)) >= 0) { // reads the end, too
      left -= piece.size();
      if (left > 0 && !out.isCommitted()) {
        flush(answer, out); // the container releases only the headers at the first flush
      }
      try {
        piece.writeTo(out.getOutputStream());
      } catch (IOException e) {
        answer.cancel();
        throw e;
      }
      if (left > 0 && body.available() == 0) {
        flush(answer, out);
      }
    }
  }

  private static int read(InputStream body, Piece piece, long most)
      throws CallFailedException, BrokenOffException {
    try {
      return piece.read(body, most);
    } catch (BrokenOffException e) {
      throw e;
    } catch (IOException e) {
      throw CallFailedException.of(e, Failure.BROKEN, "broke off: " + e);
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
}
