package uk.org.rmatool.bench;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import uk.org.rmatool.cli.console.Failure;

/** Single questions to servers, beside the load. */
public final class Ask {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** The answer of a call that has to work. */
  JsonObject json(URI address) throws InterruptedException {
    try {
      var response = client.send(request(address), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new Failure(address + " answered " + response.statusCode() + " " + response.body());
      }
      try (var reader = Json.createReader(new StringReader(response.body()))) {
        return reader.readObject();
      }
    } catch (IOException e) {
      throw new Failure(address + " does not answer: " + Failure.describe(e), e);
    }
  }

  /** Whether a call is answered 200. */
  public boolean works(URI address) throws InterruptedException {
    try {
      return client.send(request(address), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends JSON that has to be accepted. */
  public void post(URI address, String json) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new Failure(address + " answered " + response.statusCode() + " " + response.body());
      }
    } catch (IOException e) {
      throw new Failure(address + " does not answer: " + Failure.describe(e), e);
    }
  }

  /** How many workers a coordinator has. */
  int workers(URI coordinator) throws InterruptedException {
    return json(coordinator.resolve("/health")).getJsonObject("workers").getInt("total");
  }

  private static HttpRequest request(URI address) {
    return HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
  }
}
