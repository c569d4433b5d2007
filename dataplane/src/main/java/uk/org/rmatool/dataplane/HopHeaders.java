package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import uk.org.rmatool.platform.http.Via;

/** Which headers end at a hop and which go on (RFC 9110, section 7.6.1), and what a hop adds. */
final class HopHeaders {
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
          "host");

  private HopHeaders() {}

  /** Copies what goes on to the upstream, and adds who passed it on. */
  static void copyRequest(HttpServletRequest from, HttpMessage to, String hop) {
    var dropped = named(from.getHeaders("Connection"));
    for (var name : java.util.Collections.list(from.getHeaderNames())) {
      if (!ends(name, dropped)) {
        for (var value : java.util.Collections.list(from.getHeaders(name))) {
          to.addHeader(name, value);
        }
      }
    }
    to.addHeader(Via.HEADER, Via.mark(from.getProtocol(), hop));
    to.addHeader("Forwarded", forwarded(from));
    to.addHeader("X-Forwarded-For", from.getRemoteAddr());
    if (from.getHeader("X-Forwarded-Host") == null && from.getHeader("Host") != null) {
      to.addHeader("X-Forwarded-Host", from.getHeader("Host"));
      to.addHeader("X-Forwarded-Proto", from.getScheme());
    }
  }

  /** Who asked this hop, how, and for what (RFC 7239, section 4). */
  private static String forwarded(HttpServletRequest from) {
    var client = from.getRemoteAddr();
    var host = from.getHeader("Host");
    return "for="
        + (client.contains(":") ? "\"[" + client + "]\"" : client)
        + (host == null ? "" : ";host=\"" + host.replaceAll("[\"\\\\]", "") + "\"")
        + ";proto="
        + from.getScheme();
  }

  /** Hands on what goes back to the client; this platform says itself what other origins may do. */
  static void copyResponse(HttpMessage from, BiConsumer<String, String> to) {
    var dropped = new HashSet<String>();
    for (Header header : from.getHeaders("Connection")) {
      addNames(header.getValue(), dropped);
    }
    for (var header : from.getHeaders()) {
      var name = header.getName().toLowerCase(Locale.ROOT);
      if (!ends(name, dropped) && !name.startsWith("access-control-")) {
        to.accept(header.getName(), header.getValue());
      }
    }
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

  private static void addNames(String list, Set<String> names) {
    for (var name : list.split(",")) {
      names.add(name.strip().toLowerCase(Locale.ROOT));
    }
  }
}
