package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.cli.console.Failure;

/** Calls a router. What goes wrong is a {@link Failure} in one sentence. */
final class RouterApi {
  /** The id is nowhere known. */
  static final int NOT_THERE = 3;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A router that asks its coordinators waits up to 30 s for its turn and 5 s for an answer. */
  private static final Duration ANSWER = Duration.ofSeconds(40);

  private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

  private final URI router;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private record Answer(int status, JsonStructure json) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    boolean isBadRequest() {
      return status == 400 || status == 422;
    }
  }

  /**
   * What was looked for.
   *
   * @param json empty if there is none, or it is not known whether there is
   * @param doubt why that is not known
   */
  record Found(Optional<JsonObject> json, Optional<Failure> doubt) {}

  RouterApi(URI router) {
    this.router = router;
  }

  URI router() {
    return router;
  }

  /** GET of an object or a list. */
  JsonStructure get(String path) {
    return accept(send("GET", path, BodyPublishers.noBody()));
  }

  /** GET of an object that may not be there. */
  Found find(String path) {
    var answer = send("GET", path, BodyPublishers.noBody());
    return switch (answer.status()) {
      case 404 -> new Found(Optional.empty(), Optional.empty());
      case 503 -> new Found(Optional.empty(), Optional.of(failure(answer)));
      default -> new Found(Optional.of(object(accept(answer))), Optional.empty());
    };
  }

  /** PATCH; answers what holds then. */
  JsonObject patch(String path, JsonObject change) {
    return object(accept(send("PATCH", path, BodyPublishers.ofString(change.toString()))));
  }

  /** An answer in a form that nobody agreed on. */
  Failure odd(String what) {
    return new Failure(router + " answered " + what + "; is it a router or a coordinator?");
  }

  private JsonObject object(JsonStructure json) {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw odd("a list instead of an object");
  }

  private JsonStructure accept(Answer answer) {
    if (answer.ok()) {
      return answer.json();
    }
    throw failure(answer);
  }

  private Failure failure(Answer answer) {
    var detail =
        answer.json() instanceof JsonObject problem
                && problem.get("detail") instanceof JsonString text
                && !text.getString().isBlank()
            ? text.getString()
            : router + " answered with status " + answer.status();
    var exitCode =
        answer.status() == 404 ? NOT_THERE : answer.isBadRequest() ? Failure.USAGE : Failure.FAILED;
    return new Failure(Table.clean(detail), exitCode, null);
  }

  private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(URI.create(router + path))
            .timeout(ANSWER)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofInputStream());
      try (var stream = response.body()) {
        var bytes = stream.readNBytes(MAX_ANSWER_BYTES + 1);
        if (bytes.length > MAX_ANSWER_BYTES) {
          throw odd("more than %d bytes".formatted(MAX_ANSWER_BYTES));
        }
        return new Answer(response.statusCode(), parse(bytes, response.statusCode()));
      }
    } catch (HttpTimeoutException e) {
      throw new Failure(router + " does not answer in time", e);
    } catch (ConnectException e) {
      throw new Failure(
          "nothing answers at "
              + router
              + "; start the platform with ./rma up, or name the router with --router",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted", e);
    } catch (IOException e) {
      throw new Failure("cannot ask " + router + ": " + Failure.describe(e), e);
    }
  }

  private JsonStructure parse(byte[] body, int status) {
    try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.read();
    } catch (JsonException e) {
      throw odd("%d with something that is not JSON".formatted(status));
    }
  }
}
