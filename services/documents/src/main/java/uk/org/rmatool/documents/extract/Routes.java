package uk.org.rmatool.documents.extract;

import jakarta.json.JsonException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Finds what a request is for, and turns whatever goes wrong with it into a problem. */
final class Routes extends Handler.Abstract {
  private static final Logger LOG = System.getLogger(Routes.class.getName());
  private static final String READ = "GET, HEAD";
  private static final String WRITE = "POST";

  private final ExtractResource extract;
  private final HealthResource health;
  private final byte[] openApi;

  Routes(ExtractResource extract, HealthResource health, byte[] openApi) {
    this.extract = extract;
    this.health = health;
    this.openApi = openApi;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try (var answer = answer(request)) {
      new Exchange(request, response).send(answer);
      callback.succeeded();
    } catch (IOException | JsonException e) {
      LOG.log(Level.DEBUG, "A client went away. cause={0}", e.toString());
      callback.failed(e);
    }
    return true;
  }

  private Answer answer(Request request) throws IOException {
    try {
      return route(request);
    } catch (PlatformException e) {
      LOG.log(
          Level.DEBUG,
          "A request was refused. status={0} detail={1}",
          "" + e.problem().status(),
          e.problem().detail());
      return Answer.of(e.problem());
    } catch (EofException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.of(Problem.of(ProblemType.SATURATED, "The service is stopping."));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "A request failed for a reason of ours.", e);
      return Answer.of(
          Problem.of(
              ProblemType.INTERNAL_ERROR, "Something went wrong here; the log says what it was."));
    }
  }

  private Answer route(Request request) throws IOException, InterruptedException {
    var path = Request.getPathInContext(request);
    return switch (path) {
      case "/", "/extract" -> isPost(request) ? extract.extract(request) : wrongMethod(WRITE, path);
      case "/health" -> isGet(request) ? health.health() : wrongMethod(READ, path);
      case "/openapi" ->
          isGet(request)
              ? new Answer(200, Answer.JSON, Map.of(), out -> out.write(openApi))
              : wrongMethod(READ, path);
      default ->
          Answer.of(
              Problem.of(
                  ProblemType.NOT_FOUND,
                  "There is nothing at this path; POST a document to /extract."));
    };
  }

  private static boolean isPost(Request request) {
    return request.getMethod().equals("POST");
  }

  private static boolean isGet(Request request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static Answer wrongMethod(String allowed, String path) {
    return Answer.of(
            Problem.of(
                ProblemType.METHOD_NOT_ALLOWED, "%s takes %s only.".formatted(path, allowed)))
        .with("Allow", allowed);
  }
}
