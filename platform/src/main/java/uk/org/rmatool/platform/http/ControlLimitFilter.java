package uk.org.rmatool.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * Limits how many control calls are answered at the same time, so that slow ones cannot take all
 * memory; service traffic has a limit of its own.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ControlLimitFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
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
    try {
      if (inFlight.incrementAndGet() > config.maxInFlight()) {
        refuse(response);
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

  private void refuse(HttpServletResponse response) throws IOException {
    var problem =
        Problem.of(
                ProblemType.TOO_MANY_REQUESTS,
                "%d control calls are being answered already, as many as may be."
                    .formatted(config.maxInFlight()))
            .withRetryAfter(BUSY);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    problem.retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    response.getOutputStream().write(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
  }
}
