package uk.org.rmatool.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/**
 * What a request is answered with. The body is written as it is sent.
 *
 * @param release is run when the answer has been sent, or cannot be
 */
public record Answer(
    int status, String mediaType, Map<String, String> headers, Body body, Runnable release)
    implements AutoCloseable {
  public static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  public Answer(int status, String mediaType, Map<String, String> headers, Body body) {
    this(status, mediaType, headers, body, () -> {});
  }

  public static Answer json(int status, JsonObject json) {
    return new Answer(status, JSON, Map.of(), out -> out.write(json.toString().getBytes(UTF_8)));
  }

  /**
   * With <code>X-RMA-Error</code> when something behind the service is to blame: those who balance
   * its calls then do not blame the service itself.
   */
  public static Answer of(Problem problem) {
    var answer =
        new Answer(
            problem.status(),
            Problem.MEDIA_TYPE,
            Map.of(),
            out -> out.write(problem.toJson().toString().getBytes(UTF_8)));
    if (problem.type() == ProblemType.DEPENDENCY_AWAY) {
      answer = answer.with("X-RMA-Error", problem.type().uri());
    }
    var seconds = problem.retryAfterSeconds();
    return seconds.isPresent() ? answer.with("Retry-After", seconds.get()) : answer;
  }

  public Answer with(String header, String value) {
    var more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, mediaType, more, body, release);
  }

  public Answer releasing(Runnable what) {
    return new Answer(status, mediaType, headers, body, what);
  }

  @Override
  public void close() {
    release.run();
  }

  public boolean isError() {
    return status >= 400;
  }

  /** Writes the body of an answer. */
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }
}
