package uk.org.rmatool.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Renders the errors that the server itself finds, before or beside our code, as problems. */
final class ServerErrors extends ErrorHandler {
  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    var problem = problem(status);
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
    response.write(true, body(status, problem), callback);
  }

  private static Problem problem(int status) {
    if (status == 503) {
      return Problem.of(ProblemType.SATURATED, "The service is stopping.")
          .withRetryAfter(Duration.ofSeconds(5));
    }
    return status < 500
        ? Problem.of(ProblemType.MALFORMED_REQUEST, "The server cannot take this request.")
        : Problem.of(
            ProblemType.INTERNAL_ERROR, "Something went wrong here; the log says what it was.");
  }

  /** The protocol has more statuses than the platform has problem types; the status sent counts. */
  private static ByteBuffer body(int status, Problem problem) {
    var json = Json.createObjectBuilder(problem.toJson()).add("status", status).build();
    return ByteBuffer.wrap(json.toString().getBytes(UTF_8));
  }
}
