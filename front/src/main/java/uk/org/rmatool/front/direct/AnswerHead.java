package uk.org.rmatool.front.direct;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.dataplane.HopHeaders;
import uk.org.rmatool.dataplane.RelayServlet;

/**
 * The head of an answer.
 *
 * @param length what <code>Content-Length</code> says, -1 without
 */
record AnswerHead(int status, String reason, List<HttpField> fields, long length) {
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final String END = "\r\n";

  /** The first value of a header, empty without. */
  String value(String name) {
    for (var field : fields) {
      if (field.is(name)) {
        var value = field.getValue();
        return value == null ? "" : value;
      }
    }
    return "";
  }

  boolean hasBody(boolean toHead) {
    return !toHead && status != NO_CONTENT && status != NOT_MODIFIED;
  }

  boolean isChunked(boolean toHead) {
    return hasBody(toHead) && length < 0;
  }

  /**
   * As it goes on to the client.
   *
   * @param route who served the call and why
   * @param toHead whether it was asked for the head alone
   * @param close whether the connection ends with it
   */
  byte[] bytes(DirectLane lane, String route, boolean toHead, boolean close) {
    var out = new StringBuilder(512);
    out.append("HTTP/1.1 ").append(status).append(' ').append(HopHeaders.cleaned(reason));
    out.append(END);
    add(out, RelayServlet.ROUTE, route);
    addAlways(out, lane, close);
    var dropped = dropped();
    var dated = false;
    for (var field : fields) {
      if (HopHeaders.goesBack(field.getName(), dropped)) {
        dated |= field.getHeader() == HttpHeader.DATE;
        var value = field.getValue();
        add(out, field.getName(), value == null ? "" : HopHeaders.cleaned(value));
      }
    }
    if (!dated) {
      add(out, "Date", lane.date());
    }
    if (isChunked(toHead)) {
      add(out, "Transfer-Encoding", "chunked");
      HopHeaders.trailer(
              fields.stream()
                  .filter(field -> field.getHeader() == HttpHeader.TRAILER)
                  .map(field -> Objects.requireNonNullElse(field.getValue(), "")))
          .ifPresent(names -> add(out, "Trailer", names));
    } else if (length >= 0 && status != NO_CONTENT) {
      add(out, "Content-Length", Long.toString(length));
    }
    return out.append(END).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Set<String> dropped() {
    var names = new HashSet<String>();
    for (var field : fields) {
      if (field.getHeader() == HttpHeader.CONNECTION && field.getValue() != null) {
        HopHeaders.addNames(field.getValue(), names);
      }
    }
    return names;
  }

  private static void addAlways(StringBuilder out, DirectLane lane, boolean close) {
    add(out, lane.cors().getKey(), lane.cors().getValue());
    if (close) {
      add(out, "Connection", "close");
    }
  }

  private static void add(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append(END);
  }

  /** A whole answer that says what is wrong. */
  static byte[] problem(DirectLane lane, Problem problem, boolean toHead, boolean close) {
    var body = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
    var out = new StringBuilder(512);
    out.append("HTTP/1.1 ").append(problem.status()).append(' ').append(END);
    addAlways(out, lane, close);
    add(out, RelayServlet.ERROR, problem.type().uri());
    problem.retryAfterSeconds().ifPresent(seconds -> add(out, "Retry-After", seconds));
    add(out, "Date", lane.date());
    add(out, "Content-Type", Problem.MEDIA_TYPE);
    add(out, "Content-Length", Integer.toString(body.length));
    var all = new ByteArrayOutputStream();
    all.writeBytes(out.append(END).toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!toHead) {
      all.writeBytes(body);
    }
    return all.toByteArray();
  }
}
