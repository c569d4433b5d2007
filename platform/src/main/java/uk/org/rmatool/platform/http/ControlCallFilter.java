package uk.org.rmatool.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * Keeps away what control calls must not do: take all memory by being many at the same time, or
 * name paths and media types that the container refuses with a page of its own. Service traffic has
 * limits of its own.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ControlCallFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /**
   * One or more, separated by commas, each with or without parameters (RFC 9110, section 8.3.1).
   */
  private static final Pattern MEDIA_TYPES;

  static {
    var token = "[!#$%&'*+.^_`|~A-Za-z0-9-]++";
    var parameters = "(;([^,\"]|\"[^\"]*\")*+)?";
    MEDIA_TYPES =
        Pattern.compile("(\\s*(%s/%s|\\*)\\s*%s(,|$))*+".formatted(token, token, parameters));
  }

  private static final Duration BUSY = Duration.ofSeconds(2);

  @Inject private transient HttpConfig config;

  private final AtomicInteger inFlight = new AtomicInteger();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isService(request)) {
      chain.doFilter(request, response);
      return;
    }
    var malformed = malformedPath(request).or(() -> malformedMediaType(request));
    if (malformed.isPresent()) {
      ServletProblems.answer(response, Problem.of(ProblemType.MALFORMED_REQUEST, malformed.get()));
      return;
    }
    try {
      if (inFlight.incrementAndGet() > config.maxInFlight()) {
        ServletProblems.answer(
            response,
            Problem.of(
                    ProblemType.TOO_MANY_REQUESTS,
                    "%d control calls are being answered already, as many as may be."
                        .formatted(config.maxInFlight()))
                .withRetryAfter(BUSY));
      } else {
        chain.doFilter(request, response);
      }
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** Whether a call is for a service, not for the platform itself. */
  static boolean isService(HttpServletRequest request) {
    var path = request.getRequestURI();
    return path.startsWith("/service/") || path.startsWith("/api/service/");
  }

  /** What is wrong with the path's percent-encoding; the container would answer with a page. */
  private static Optional<String> malformedPath(HttpServletRequest request) {
    var path = request.getRequestURI();
    if (path.indexOf('%') < 0) {
      return Optional.empty();
    }
    try {
      var bytes = URLDecoder.decode(path, StandardCharsets.ISO_8859_1);
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
      return Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.of("The path is not percent-encoded UTF-8.");
    }
  }

  /** What is wrong with the media types; the container would answer with a page. */
  private static Optional<String> malformedMediaType(HttpServletRequest request) {
    for (var name : List.of("Content-Type", "Accept")) {
      var value = request.getHeader(name);
      if (value != null && !MEDIA_TYPES.matcher(value).matches()) {
        return Optional.of(
            "The header %s is not a media type such as application/json.".formatted(name));
      }
    }
    return Optional.empty();
  }
}
