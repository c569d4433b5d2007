package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A data service of a storage worker: found through the coordinator, called at its own address. */
@ExtendWith(SharedPlatform.class)
class RedisIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String PROGRAMS = "/usr/bin:/bin";

  @Test
  void itsAddressIsToldAndItsDataOutlivesTheWorker(Platform platform) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/redis-server")), "no redis-server");
    try (var worker = worker(platform)) {
      var address = address(platform, worker);
      assertThat(address.getScheme()).isEqualTo("redis");
      assertThat(redis(address, "GET greeting")).startsWith("-NOAUTH");
      var password = Files.readString(worker.state().resolve("secrets/redis")).strip();
      assertThat(redis(address, "AUTH " + password, "SET greeting hello")).isEqualTo("+OK");

      worker.kill();
      worker.restart();
      assertThat(address(platform, worker)).as("always the same").isEqualTo(address);
      assertThat(
              Await.value(
                  "its data is there",
                  DEADLINE,
                  () ->
                      Optional.of(redis(address, "AUTH " + password, "GET greeting"))
                          .filter(answer -> !answer.startsWith("-LOADING"))))
          .isEqualTo("$5 hello");
    }
  }

  private static Server worker(Platform platform) throws Exception {
    return Server.worker(
            "storage",
            platform.coordinator().base(),
            Map.of("WORKER_TYPE", "storage", "SERVICES_BIND", "0.0.0.0", "PATH", PROGRAMS))
        .awaitReady();
  }

  private static URI address(Platform platform, Server worker) {
    return Await.value(
        "the coordinator tells where redis is",
        DEADLINE,
        () -> {
          var id = worker.http().get("/health").object().getString("worker_id");
          return platform
              .coordinator()
              .get("/api/services/discover/redis")
              .object()
              .getJsonArray("workers")
              .getValuesAs(JsonObject.class)
              .stream()
              .filter(provider -> provider.getString("worker_id").equals(id))
              .filter(provider -> provider.containsKey("service_address"))
              .map(provider -> URI.create(provider.getString("service_address")))
              .findFirst();
        });
  }

  /** Sends commands; the answer to the last, its lines joined. */
  private static String redis(URI address, String... commands) throws IOException {
    try (var socket = new Socket(address.getHost(), address.getPort());
        var answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(10_000);
      var answer = "";
      for (var command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        answer = answers.readLine();
        if (answer != null && answer.startsWith("$") && !answer.equals("$-1")) {
          answer += " " + answers.readLine();
        }
      }
      return String.valueOf(answer);
    }
  }
}
