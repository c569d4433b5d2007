package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Operators see a busy service. */
@ExtendWith(SharedPlatform.class)
class BusyWorkerIT {
  /** It is to be two heartbeats of three seconds; the machine may be busy. */
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void aCallThatLastsShowsAsAnActiveRequest(Platform platform) throws IOException {
    Await.until("it is idle", SOON, () -> activeRequests(platform) == 0);
    try (var call = new RawCall(platform.router().base())) {
      call.head(
          "POST /service/upload/extract?filename=slow.txt HTTP/1.1",
          "Host: platform",
          "Content-Type: text/plain",
          "Transfer-Encoding: chunked");
      call.chunk("The rest of this document ");
      Await.until("it is seen at work", SOON, () -> activeRequests(platform) == 1);
      var load = worker(platform).getJsonNumber("current_load").doubleValue();
      assertThat(load).isBetween(0.0, 1.0);
      assertThat(worker(platform).getString("available_memory")).matches("[0-9.]+ ?[MGT]B");

      call.chunk("comes late.").chunk("");
      assertThat(call.answer().object().getString("text"))
          .contains("The rest of this document comes late.");
    }
    Await.until("it is seen idle again", SOON, () -> activeRequests(platform) == 0);
  }

  private static int activeRequests(Platform platform) {
    return worker(platform).getInt("active_requests");
  }

  private static JsonObject worker(Platform platform) {
    return platform
        .router()
        .get("/api/admin/workers")
        .object()
        .getJsonArray("workers")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(
            worker -> worker.getJsonObject("services_status").containsKey("document-processing"))
        .findFirst()
        .orElseThrow();
  }
}
