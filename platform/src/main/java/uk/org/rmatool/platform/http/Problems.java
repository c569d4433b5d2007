package uk.org.rmatool.platform.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import uk.org.rmatool.api.Problem;

/** Turns a problem into an answer. */
final class Problems {
  private Problems() {}

  static Response answer(Problem problem) {
    var response =
        Response.status(problem.status(), problem.type().title())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.toJson().toString());
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
    return response.build();
  }
}
