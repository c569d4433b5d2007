package uk.org.rmatool.cli.servers;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks servers over HTTP how they are. No answer is an answer: no. */
public final class HealthProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** Whether a MicroProfile Health address answers 200 with status UP. */
  public boolean up(URI address) {
    return get(address).map(body -> body.getString("status", "").equals("UP")).orElse(false);
  }

  /** Whether a router says that a service has a healthy worker. */
  public boolean routable(URI router, String service) {
    return get(router.resolve("/api/services/list"))
        .map(body -> body.getJsonObject("services"))
        .map(services -> services.getJsonObject(service))
        .map(entry -> entry.getInt("healthy_workers", 0) > 0)
        .orElse(false);
  }

  /** How each service of a worker is, from its <code>/health</code>; empty when it says nothing. */
  public SortedMap<String, String> services(URI worker) {
    var services = new TreeMap<String, String>();
    get(worker)
        .map(body -> body.getJsonObject("services_status"))
        .ifPresent(
            states ->
                states.keySet().forEach(name -> services.put(name, states.getString(name, ""))));
    return services;
  }

  private Optional<JsonObject> get(URI address) {
    try {
      var response =
          client.send(
              HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        return Optional.empty();
      }
      try (var reader = Json.createReader(new StringReader(response.body()))) {
        return Optional.of(reader.readObject());
      }
    } catch (IOException | JsonException | ClassCastException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
