package uk.org.rmatool.service.http;

import jakarta.json.JsonException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Has requests answered, and turns whatever goes wrong with them into problems. */
final class RoutesHandler extends Handler.Abstract {
  private static final Logger LOG = System.getLogger(RoutesHandler.class.getName());

  private final Routes routes;

  RoutesHandler(Routes routes) {
    this.routes = routes;
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
      return routes.answer(request);
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
}
