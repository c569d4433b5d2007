package uk.org.rmatool.platform.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import uk.org.rmatool.api.Problem;

/** Answers with a problem where JAX-RS is not asked. */
public final class ServletProblems {
  private ServletProblems() {}

  /** The whole answer. */
  public static void answer(HttpServletResponse response, Problem problem) throws IOException {
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    problem.retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    response.getOutputStream().write(problem.toJson().toString().getBytes(StandardCharsets.UTF_8));
  }
}
