package uk.org.rmatool.bench.leases;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.identity.NodeKey;

/** Signed control calls of many workers to the router. */
final class Control {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final URI router;

  Control(URI router) {
    this.router = router;
  }

  /** The answer, if it is one. */
  Optional<JsonObject> post(NodeKey key, String path, String body) throws InterruptedException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(router.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(bytes));
    MessageSignature.sign(key, MessageSignature.NODE, "POST", path, bytes, Instant.now(), Map.of())
        .forEach(request::header);
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        return Optional.empty();
      }
      try (var reader = Json.createReader(new StringReader(answer.body()))) {
        return Optional.of(reader.readObject());
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
