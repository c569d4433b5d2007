package uk.org.rmatool.platform.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * Refuses requests of which something in front may have seen another end, or another host, than the
 * container did: request smuggling (RFC 9112, sections 3.2, 6.1, 6.3 and 11.2). The connection ends
 * with them, and with every request whose end the container may have been lenient about: it takes
 * odd spellings of Transfer-Encoding, and passes over a Content-Length that is no number.
 */
public class FramingFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+;=%-]*+|\\[[0-9A-Fa-f:.]+])(:\\d{0,5})?");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getProtocol().startsWith("HTTP/1.")) { // later ones have frames, not these headers
      chain.doFilter(request, response);
      return;
    }
    var ambiguous = ambiguity(request);
    if (ambiguous.isPresent()) {
      response.setHeader("Connection", "close");
      ServletProblems.answer(response, Problem.of(ProblemType.MALFORMED_REQUEST, ambiguous.get()));
      return;
    }
    if (isDoubtful(request)) {
      response.setHeader("Connection", "close");
    }
    chain.doFilter(request, response);
  }

  private static boolean isDoubtful(HttpServletRequest request) {
    return request.getHeader("Transfer-Encoding") != null
        || (WITH_BODY.contains(request.getMethod()) && request.getHeader("Content-Length") == null);
  }

  private static Optional<String> ambiguity(HttpServletRequest request) {
    var encoding = request.getHeader("Transfer-Encoding");
    var length = request.getHeader("Content-Length");
    if (encoding != null) {
      if (length != null) {
        return Optional.of("A request has Content-Length or Transfer-Encoding, not both.");
      }
      if (!encoding.equalsIgnoreCase("chunked") || isRepeated(request, "Transfer-Encoding")) {
        return Optional.of("The only Transfer-Encoding that is taken is chunked, named once.");
      }
      if (request.getProtocol().equals("HTTP/1.0")) {
        return Optional.of("HTTP/1.0 has no Transfer-Encoding.");
      }
    } else if (length != null
        && (!LENGTH.matcher(length).matches() || isRepeated(request, "Content-Length"))) {
      return Optional.of("Content-Length is one number.");
    }
    return isHost(request, request.getHeader("Host"))
        ? Optional.empty()
        : Optional.of("Host names the host that is asked, once.");
  }

  private static boolean isHost(HttpServletRequest request, @Nullable String host) {
    if (host == null) {
      return request.getProtocol().equals("HTTP/1.0");
    }
    return HOST.matcher(host).matches()
        && !isRepeated(request, "Host")
        && isTarget(request, withoutPort(host));
  }

  private static String withoutPort(String host) {
    var colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Whether a target in absolute form names the same host. */
  private static boolean isTarget(HttpServletRequest request, String host) {
    return host.isEmpty() || bare(host).equalsIgnoreCase(bare(request.getServerName()));
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isRepeated(HttpServletRequest request, String name) {
    var values = request.getHeaders(name);
    return values.hasMoreElements() && values.nextElement() != null && values.hasMoreElements();
  }
}
