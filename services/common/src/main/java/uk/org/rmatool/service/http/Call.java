package uk.org.rmatool.service.http;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.api.StrictJson;

/** A request on its way through a service. */
public final class Call {
  private static final Duration BODY_LIMIT = Duration.ofSeconds(60);

  private final Request request;
  private final Map<String, String> segments;

  Call(Request request, Map<String, String> segments) {
    this.request = request;
    this.segments = Map.copyOf(segments);
  }

  /** The server's own view of it. */
  public Request request() {
    return request;
  }

  /** What the path has where the route says <code>{name}</code>, as sent. */
  public String segment(String name) {
    var segment = segments.get(name);
    if (segment == null) {
      throw new IllegalArgumentException("The route has no {%s}.".formatted(name));
    }
    return segment;
  }

  /** A parameter of the query, the first one of this name. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The body as a JSON object; 400 when it is none or late, 413 when it is longer than this. */
  public JsonObject json(int maxBytes) throws IOException {
    return StrictJson.parse(body(maxBytes));
  }

  /** The whole body; 413 when it is longer than this, 400 when it takes more than a minute. */
  public byte[] body(int maxBytes) throws IOException {
    var tooLarge =
        new PlatformException(
            ProblemType.TOO_LARGE,
            "The body is larger than %d bytes, the most that is taken.".formatted(maxBytes));
    if (request.getLength() > maxBytes) {
      throw tooLarge;
    }
    var bounded = new BoundedBody(request, maxBytes, BODY_LIMIT, tooLarge);
    try (var in = Content.Source.asInputStream(bounded)) {
      return in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      throw explained(e);
    }
  }

  private static RuntimeException explained(Exception e) throws IOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case PlatformException refusal -> {
          return refusal;
        }
        case EofException gone -> throw gone;
        default -> {}
      }
    }
    return new PlatformException(
        ProblemType.MALFORMED_REQUEST, "The request's body cannot be read.", e);
  }
}
