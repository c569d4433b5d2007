package uk.org.rmatool.cli.worker;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import uk.org.rmatool.cli.console.Failure;

/** Calls the worker of this machine as its owner. What goes wrong is a {@link Failure}. */
final class WorkerApi {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final URI worker;
  private final String key;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  WorkerApi(URI worker, String key) {
    this.worker = worker;
    this.key = key;
  }

  JsonObject get(String path) throws InterruptedException {
    try {
      return accept(client.send(request(path).timeout(LOOK).build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw away(e);
    }
  }

  /** The answer, whenever it comes; a {@link Failure} as the cause of its exception. */
  CompletableFuture<JsonObject> post(String path, JsonObject body) {
    var request = request(path).POST(BodyPublishers.ofString(body.toString())).build();
    return client.sendAsync(request, BodyHandlers.ofString()).thenApply(this::accept);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(worker + path))
        .header("Authorization", "Bearer " + key)
        .header("Accept", "application/json")
        .header("Content-Type", "application/json");
  }

  Failure away(Throwable e) {
    return new Failure(
        "no worker answers at %s (%s); start it with ./rma up, or name it with --worker"
            .formatted(worker, Failure.describe(e)),
        e);
  }

  private JsonObject accept(HttpResponse<String> answer) {
    try (var reader = Json.createReader(new StringReader(answer.body()))) {
      var json = reader.readObject();
      if (answer.statusCode() == 200) {
        return json;
      }
      throw new Failure(
          json.get("detail") instanceof JsonString detail
              ? detail.getString()
              : worker + " answered with status " + answer.statusCode());
    } catch (JsonException e) {
      throw new Failure(
          "%s answered %d with something that is not JSON; is it a worker?"
              .formatted(worker, answer.statusCode()),
          e);
    }
  }
}
