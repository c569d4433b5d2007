package uk.org.rmatool.platform.http;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** What those get who do not want every answer (RFC 9110, section 13). */
public final class Preconditions {
  private Preconditions() {}

  /**
   * What is answered instead: 304 to who has the answer already, the problem to who named another
   * in <code>If-Match</code>; empty when the answer is to be given.
   *
   * @param tag the answer's
   */
  public static Optional<Response> answer(Request request, EntityTag tag) {
    return Optional.ofNullable(request.evaluatePreconditions(tag))
        .map(Response.ResponseBuilder::build)
        .map(
            unmet ->
                unmet.getStatus() == Response.Status.NOT_MODIFIED.getStatusCode()
                    ? unmet
                    : Problems.answer(
                        Problem.of(
                            ProblemType.PRECONDITION_FAILED,
                            "This answer has none of the tags in If-Match; leave that header"
                                + " out.")));
  }
}
