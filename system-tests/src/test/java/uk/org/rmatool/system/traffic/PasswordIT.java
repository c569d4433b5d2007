package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A service that knows no password itself, called through router, coordinator and worker. */
@ExtendWith(SharedPlatform.class)
class PasswordIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String PATH = "/service/minio/greeting.txt";

  @TempDir private Path folder;

  @Test
  void onlyWhoHasItsPasswordReachesIt(Platform platform) throws Exception {
    var served = Files.createDirectory(folder.resolve("served"));
    Files.writeString(served.resolve("greeting.txt"), "hello");
    Files.writeString(
        Files.createDirectory(folder.resolve("recipes")).resolve("minio.json"),
        """
        {"service": "minio",
         "command": ["${java}", "-m", "jdk.httpserver", "-b", "127.0.0.1", "-p", "${port}", "-d", "%s"],
         "health": {"path": "/greeting.txt"},
         "network": {"password": "minio-door"}}
        """
            .formatted(served));
    var settings =
        Map.of("WORKER_TYPE", "storage", "RECIPES_DIR", folder.resolve("recipes").toString());
    try (var worker =
        Server.worker("doorkeeper", platform.coordinator().base(), settings).awaitReady()) {
      Await.until("it is reached", DEADLINE, () -> get(platform, "Bearer wrong").status() != 503);
      for (var wrong :
          new String[] {"Bearer wrong", "Basic " + base64("minio:wrong"), "Digest x"}) {
        var refused = get(platform, wrong);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("secrets/minio-door").doesNotContain("hello");
      }
      var password = Files.readString(worker.state().resolve("secrets/minio-door")).strip();
      assertThat(get(platform, "Bearer " + password).text()).isEqualTo("hello");
      assertThat(get(platform, "Basic " + base64("any:" + password)).text()).isEqualTo("hello");
    }
  }

  private static Answer get(Platform platform, String authorization) {
    return platform.router().send("GET", PATH, "", "Authorization", authorization);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
