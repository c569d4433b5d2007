package uk.org.rmatool.coordinator.directory;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Says 304 to who has an answer already. */
final class Unchanged {
  private Unchanged() {}

  /** Empty when the answer is to be given; other conditions mean nothing to who only reads. */
  static Optional<Response> answer(Request request, EntityTag tag) {
    return Optional.ofNullable(request.evaluatePreconditions(tag))
        .map(Response.ResponseBuilder::build)
        .filter(answer -> answer.getStatus() == Response.Status.NOT_MODIFIED.getStatusCode());
  }
}
