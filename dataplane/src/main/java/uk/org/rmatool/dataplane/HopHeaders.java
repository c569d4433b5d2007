package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.Via;

/** Which headers end at a hop and which go on (RFC 9110, section 7.6.1), and what a hop adds. */
public final class HopHeaders {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "content-length",
          "host",
          "x-rma-trace"); // every hop says it itself

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]++");
  private static final String OF_CORS = "access-control-";
  private static final char DELETE = 0x7f;

  private HopHeaders() {}

  /**
   * Copies what goes on to the upstream, and adds who passed it on.
   *
   * @throws PlatformException 400 for values that no header may have (RFC 9110, section 5.5)
   */
  static void copyRequest(HttpServletRequest from, HttpMessage to, String hop) {
    var dropped = named(from.getHeaders("Connection"));
    for (var names = from.getHeaderNames(); names.hasMoreElements(); ) {
      var name = names.nextElement();
      if (!ends(name, dropped)) {
        for (var values = from.getHeaders(name); values.hasMoreElements(); ) {
          to.addHeader(name, legal(name, values.nextElement()));
        }
      }
    }
    to.addHeader(Via.HEADER, Via.mark(from.getProtocol(), hop));
    to.addHeader("Forwarded", forwarded(from));
    to.addHeader("X-Forwarded-For", from.getRemoteAddr());
    var host = from.getHeader("Host");
    if (host != null && from.getHeader("X-Forwarded-Host") == null) {
      to.addHeader("X-Forwarded-Host", host);
      to.addHeader("X-Forwarded-Proto", from.getScheme());
    }
  }

  private static String legal(String name, String value) {
    if (!isLegal(value)) {
      throw new PlatformException(
          ProblemType.MALFORMED_REQUEST, "The header %s has control characters.".formatted(name));
    }
    return value;
  }

  private static boolean isLegal(String value) {
    for (int i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == DELETE) {
        return false;
      }
    }
    return true;
  }

  /** Whether it may come after a body: nothing that says where a message ends or goes to. */
  static boolean mayTrail(Header field) {
    return mayTrail(field.getName());
  }

  /** Whether a field of this name may come after a body. */
  public static boolean mayTrail(String name) {
    return !ends(name, Set.of());
  }

  private static String forwarded(HttpServletRequest from) {
    return forwarded(from.getRemoteAddr(), from.getHeader("Host"), from.getScheme());
  }

  /**
   * Which fields a body is followed by, for the next hop: it may have to know beforehand.
   *
   * @param announced what <code>Trailer</code> says, each value a list of names
   * @return the same without those that end here, as one list; empty if that leaves none
   */
  public static Optional<String> trailer(Stream<String> announced) {
    var names =
        announced
            .flatMap(list -> Stream.of(list.split(",")))
            .map(String::strip)
            .filter(name -> TOKEN.matcher(name).matches() && mayTrail(name))
            .collect(Collectors.joining(", "));
    return Optional.of(names).filter(list -> !list.isEmpty());
  }

  /** Who asked this hop, how, and for what (RFC 7239, section 4). */
  public static String forwarded(String client, @Nullable String host, String scheme) {
    return "for="
        + (client.contains(":") ? "\"[" + client + "]\"" : client)
        + (host == null ? "" : ";host=\"" + unquoted(host) + "\"")
        + ";proto="
        + scheme;
  }

  private static String unquoted(String host) {
    return host.indexOf('"') < 0 && host.indexOf('\\') < 0
        ? host
        : host.replace("\"", "").replace("\\", "");
  }

  /** Hands on what goes back to the client; this platform says itself what other origins may do. */
  static void copyResponse(HttpMessage from, BiConsumer<String, String> to) {
    var dropped = new HashSet<String>();
    for (Header header : from.getHeaders("Connection")) {
      addNames(header.getValue(), dropped);
    }
    for (var header : from.getHeaders()) {
      if (goesBack(header.getName(), dropped)) {
        to.accept(header.getName(), cleaned(header.getValue()));
      }
    }
  }

  /**
   * Whether a header of an answer goes on to the client.
   *
   * @param dropped names in small letters that the answer's <code>Connection</code> lists
   */
  public static boolean goesBack(String name, Set<String> dropped) {
    return !ends(name, dropped) && !isOfCors(name);
  }

  private static boolean isOfCors(String name) {
    return name.regionMatches(true, 0, OF_CORS, 0, OF_CORS.length());
  }

  /** Without what no header may have. */
  public static String cleaned(String value) {
    return isLegal(value) ? value : value.replaceAll("[\\x00-\\x1f\\x7f]", " ");
  }

  private static boolean ends(String name, Set<String> dropped) {
    var lower = name.toLowerCase(Locale.ROOT);
    return HOP_BY_HOP.contains(lower) || dropped.contains(lower);
  }

  private static Set<String> named(Enumeration<String> connection) {
    var names = new HashSet<String>();
    while (connection.hasMoreElements()) {
      addNames(connection.nextElement(), names);
    }
    return names;
  }

  /** Adds the names that a <code>Connection</code> header lists, in small letters. */
  public static void addNames(String list, Set<String> names) {
    for (var name : list.split(",")) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
  }
}
