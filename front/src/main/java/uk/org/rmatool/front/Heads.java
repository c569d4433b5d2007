package uk.org.rmatool.front;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.transport.Answer;

/**
 * Turns heads of HTTP/2 into those of HTTP/1.1 and back (RFC 9113, section 8). What HTTP/1.1 could
 * not say, or would say as something else, is refused.
 */
final class Heads {
  private static final String COOKIE = "cookie";

  /** Of connections, which HTTP/2 has frames for (RFC 9113, section 8.2.2). */
  private static final Set<String> OF_CONNECTIONS =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  /** What says where a body ends and whom it is for comes before it. */
  private static final Set<String> NO_TRAILERS =
      Set.of("content-length", "host", "te", "trailer", "expect", "authorization", "cookie");

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]++");
  private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*+");
  private static final Pattern TARGET = Pattern.compile("\\*|/[\\x21-\\x7e]*+");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+;=%-]++|\\[[0-9A-Fa-f:.]+])(:\\d{0,5})?");

  private Heads() {}

  /**
   * What goes on to the container.
   *
   * @throws PlatformException 400 for one that does not
   */
  static ClassicHttpRequest request(Request from, Limits limits, ClientBody body)
      throws IOException {
    var fields = from.getHeaders();
    if (fields.size() > limits.fields()) {
      throw new PlatformException(
          ProblemType.MALFORMED_REQUEST,
          "A request has %d header fields at most.".formatted(limits.fields()));
    }
    var target = target(from);
    require(TOKEN.matcher(from.getMethod()).matches(), "The method is no token.");
    require(!from.getMethod().equals("CONNECT"), "CONNECT is for proxies.");
    require(TARGET.matcher(target).matches(), "The path is not one that HTTP/1.1 can say.");
    var to = new BasicClassicHttpRequest(from.getMethod(), "/");
    to.setPath(target);
    to.addHeader("Host", authority(from));
    copy(fields, to);
    frame(fields, body, to);
    return to;
  }

  private static String target(Request from) {
    var target = from.getHttpURI().getPathQuery();
    return target == null ? "" : target;
  }

  private static String authority(Request from) {
    var authority = from.getHttpURI().getAuthority();
    var host = from.getHeaders().get(HttpHeader.HOST);
    var one = authority == null ? host : authority;
    require(one != null && AUTHORITY.matcher(one).matches(), "The authority names no host.");
    require(
        from.getHeaders().getFields(HttpHeader.HOST).size() <= 1
            && (host == null || host.equalsIgnoreCase(one)),
        "Host is not the authority.");
    return one;
  }

  private static void copy(HttpFields fields, ClassicHttpRequest to) {
    var cookies = new ArrayList<String>();
    for (var field : fields) {
      var name = field.getLowerCaseName();
      var value = value(field);
      require(
          TOKEN.matcher(name).matches() && VALUE.matcher(value).matches(),
          "A header field has characters that none may have.");
      require(!OF_CONNECTIONS.contains(name), "HTTP/2 has no header " + name + ".");
      switch (name) {
        case COOKIE -> cookies.add(value);
        case "host", "content-length", "expect", "te" -> {} // said by this hop itself
        default -> to.addHeader(field.getName(), value);
      }
    }
    if (!cookies.isEmpty()) {
      to.addHeader("Cookie", String.join("; ", cookies)); // RFC 9113, section 8.2.3
    }
  }

  private static void frame(HttpFields fields, ClientBody body, ClassicHttpRequest to)
      throws IOException {
    var lengths = fields.getValuesList(HttpHeader.CONTENT_LENGTH);
    require(
        lengths.isEmpty() || (lengths.size() == 1 && LENGTH.matcher(lengths.get(0)).matches()),
        "Content-Length is one number.");
    var length = lengths.isEmpty() ? -1 : Long.parseLong(lengths.get(0));
    if (body.isEmpty()) {
      require(length <= 0, "The body is shorter than its Content-Length.");
      if (length == 0) {
        to.addHeader("Content-Length", "0");
      }
      return;
    }
    to.setEntity(new Upload(body, length));
    if (length >= 0) {
      to.addHeader("Content-Length", Long.toString(length));
    } else {
      to.addHeader("Transfer-Encoding", "chunked");
    }
  }

  private static void require(boolean good, String what) {
    if (!good) {
      throw new PlatformException(ProblemType.MALFORMED_REQUEST, what);
    }
  }

  /** What goes back to the client. */
  static void response(Answer from, Response to) {
    for (var header : from.headers().getHeaders()) {
      if (!OF_CONNECTIONS.contains(header.getName().toLowerCase(Locale.ROOT))) {
        to.getHeaders().add(new HttpField(header.getName(), header.getValue()));
      }
    }
  }

  /** What follows an answer's body. */
  static HttpFields trailers(List<? extends Header> trailers) {
    var fields = HttpFields.build();
    for (var trailer : trailers) {
      if (mayTrail(trailer.getName())) {
        fields.add(trailer.getName(), trailer.getValue());
      }
    }
    return fields;
  }

  /** What follows a request's body. */
  static List<? extends Header> trailers(HttpFields trailers) {
    return trailers.stream()
        .filter(field -> mayTrail(field.getName()) && VALUE.matcher(value(field)).matches())
        .map(field -> new BasicHeader(field.getName(), value(field)))
        .toList();
  }

  private static boolean mayTrail(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return TOKEN.matcher(name).matches()
        && !OF_CONNECTIONS.contains(lower)
        && !NO_TRAILERS.contains(lower);
  }

  private static String value(HttpField field) {
    return field.getValue() == null ? "" : field.getValue();
  }
}
