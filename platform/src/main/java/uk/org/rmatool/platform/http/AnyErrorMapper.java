package uk.org.rmatool.platform.http;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.database.DatabaseAway;

/** The one place where errors become answers: whatever is thrown, the caller gets a problem. */
@Provider
public class AnyErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = System.getLogger(AnyErrorMapper.class.getName());

  @Override
  public Response toResponse(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof PlatformException platform) {
        return Problems.answer(platform.problem());
      }
    }
    if (DatabaseAway.causes(error)) {
      LOG.log(Level.WARNING, () -> "The database did not answer. error=" + rootOf(error));
      return Problems.answer(DatabaseAway.problem());
    }
    if (error instanceof WebApplicationException web) {
      return ofContainer(web);
    }
    LOG.log(Level.ERROR, "A request failed in a way that nobody foresaw.", error);
    return Problems.answer(
        Problem.of(
            ProblemType.INTERNAL_ERROR, "The server failed to answer this; its log says why."));
  }

  private static Response ofContainer(WebApplicationException error) {
    var given = error.getResponse();
    var type =
        switch (given.getStatus()) {
          case 404 -> ProblemType.NOT_FOUND;
          case 405 -> ProblemType.METHOD_NOT_ALLOWED;
          case 406 -> ProblemType.NOT_ACCEPTABLE;
          case 413 -> ProblemType.TOO_LARGE;
          case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
          case 503 -> ProblemType.SATURATED;
          default ->
              given.getStatus() < 500 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL_ERROR;
        };
    var answer = Problems.answer(Problem.of(type, detail(type)));
    if (error instanceof NotAllowedException) {
      return Response.fromResponse(answer)
          .header(HttpHeaders.ALLOW, given.getHeaderString(HttpHeaders.ALLOW))
          .build();
    }
    return answer;
  }

  private static String detail(ProblemType type) {
    return switch (type) {
      case NOT_FOUND ->
          "There is nothing at this path; GET /openapi on the management port lists what there is.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method; see the Allow header.";
      case NOT_ACCEPTABLE -> "This answer comes as JSON only; accept application/json.";
      case UNSUPPORTED_MEDIA_TYPE -> "This call takes JSON; send Content-Type: application/json.";
      default -> type.title() + ".";
    };
  }

  private static String rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
