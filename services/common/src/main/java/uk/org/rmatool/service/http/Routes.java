package uk.org.rmatool.service.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jetty.server.Request;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * What a service answers to. A path may have names in braces for single segments, as <code>
 * /collections/{name}/search</code>; the first path that fits is taken. Other paths are 404, other
 * methods 405 with <code>Allow</code>. HEAD goes where GET does.
 */
public final class Routes {
  private final List<Route> routes = new ArrayList<>();

  /** How a request is answered; a {@code PlatformException} is answered with its problem. */
  public interface Handler {
    Answer answer(Call call) throws IOException, InterruptedException;
  }

  private record Route(String method, List<String> path, Handler handler) {
    Optional<Map<String, String>> segments(List<String> asked) {
      if (asked.size() != path.size()) {
        return Optional.empty();
      }
      var segments = new HashMap<String, String>();
      for (int i = 0; i < path.size(); i++) {
        var part = path.get(i);
        if (part.startsWith("{")) {
          segments.put(part.substring(1, part.length() - 1), asked.get(i));
        } else if (!part.equals(asked.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(segments);
    }
  }

  public Routes get(String path, Handler handler) {
    return add("GET", path, handler);
  }

  public Routes post(String path, Handler handler) {
    return add("POST", path, handler);
  }

  public Routes put(String path, Handler handler) {
    return add("PUT", path, handler);
  }

  public Routes delete(String path, Handler handler) {
    return add("DELETE", path, handler);
  }

  /** Answers <code>GET /openapi</code> with the file <code>openapi.json</code> beside a class. */
  public Routes openApi(Class<?> beside) throws IOException {
    try (var in = beside.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new FileNotFoundException("openapi.json");
      }
      byte[] document = in.readAllBytes();
      return get(
          "/openapi", call -> new Answer(200, Answer.JSON, Map.of(), out -> out.write(document)));
    }
  }

  Answer answer(Request request) throws IOException, InterruptedException {
    var path = Request.getPathInContext(request);
    var asked = split(path);
    var method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    var allowed = new TreeSet<String>();
    for (var route : routes) {
      var segments = route.segments(asked);
      if (segments.isPresent() && route.method().equals(method)) {
        return route.handler().answer(new Call(request, segments.get()));
      }
      segments.ifPresent(
          fits -> allowed.add(route.method().equals("GET") ? "GET, HEAD" : route.method()));
    }
    return allowed.isEmpty() ? notFound() : wrongMethod(String.join(", ", allowed), path);
  }

  private Routes add(String method, String path, Handler handler) {
    routes.add(new Route(method, split(path), handler));
    return this;
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  private static Answer notFound() {
    return Answer.of(
        Problem.of(
            ProblemType.NOT_FOUND, "There is nothing at this path; /openapi says what there is."));
  }

  private static Answer wrongMethod(String allowed, String path) {
    return Answer.of(
            Problem.of(
                ProblemType.METHOD_NOT_ALLOWED, "%s takes %s only.".formatted(path, allowed)))
        .with("Allow", allowed);
  }
}
