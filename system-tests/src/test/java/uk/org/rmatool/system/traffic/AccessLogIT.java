package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

@ExtendWith(SharedPlatform.class)
class AccessLogIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void switchedOnItSaysWhoServedEachCall(Platform platform) throws Exception {
    try (var worker = new FakeWorker().join(platform.router())) {
      var path = "/service/" + worker.service() + "/" + UUID.randomUUID();
      assertThat(platform.router().get(path).status()).isEqualTo(200);

      for (var program : new String[] {"router", "coordinator"}) {
        var log = platform.home().resolve("logs").resolve(program).resolve("access.log");
        var line =
            Await.value(
                "the call is in " + log,
                SOON,
                () -> {
                  try (var lines = Files.lines(log)) {
                    return lines.filter(text -> text.contains(path)).findFirst();
                  }
                });
        assertThat(line).contains("\"GET " + path + " HTTP/1.1\" 200 2 ", program + ": ");
      }
    }
  }
}
