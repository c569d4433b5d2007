package uk.org.rmatool.system.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.microshed.testing.jupiter.MicroShedTest;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/**
 * Router and coordinator as MicroShed Testing finds them in its manual mode: deployed by somebody
 * else, known by host and port. To run it against a deployment of your own, set {@code
 * microshed_hostname} and {@code microshed_http_port}. (Its {@code @RESTClient} is of the javax age
 * and not used.)
 */
@ExtendWith({SharedPlatform.class, DeployedPairIT.ManualMode.class})
@MicroShedTest
class DeployedPairIT {
  private static final String HOST = "microshed_hostname";
  private static final String PORT = "microshed_http_port";

  /** Tells MicroShed where the router is, before it looks. */
  static final class ManualMode implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      var router = SharedPlatform.platform(context).router().base();
      System.setProperty("microshed_manual_env", "true");
      setUnlessGiven(HOST, router.getHost());
      setUnlessGiven(PORT, Integer.toString(router.getPort()));
    }

    private static void setUnlessGiven(String name, String value) {
      if (System.getenv(name) == null && System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    }
  }

  @Test
  void aCoordinatorAndAWorkerRegisterAndAreSeen() {
    var router = new Http(URI.create("http://" + setting(HOST) + ":" + setting(PORT)));
    var coordinator = "deployed-" + UUID.randomUUID();
    var body =
        Json.createObjectBuilder()
            .add("worker_id", coordinator)
            .add("tunnel_url", "https://edge-7.example.org")
            .add("capabilities", Json.createObjectBuilder().add("location", "deployed"))
            .build();
    var before = router.get("/health").object().getInt("coordinators");

    var registered = router.post("/api/edge/register", body).object();
    assertThat(registered.getString("status")).isEqualTo("registered");
    assertThat(registered.getInt("total_coordinators")).isEqualTo(before + 1);
    assertThat(Fleet.coordinator(router, coordinator).orElseThrow().getString("location"))
        .isEqualTo("deployed");
    assertThat(router.get("/health").object().getInt("coordinators")).isEqualTo(before + 1);

    var worker = "deployed-" + UUID.randomUUID();
    FakeWorker.join(
        router, FakeWorker.registration(worker, worker, URI.create("http://127.0.0.1:9")));
    assertThat(Fleet.worker(router, worker).orElseThrow().getBoolean("is_healthy")).isTrue();

    assertThat(router.delete("/api/worker/unregister/" + worker).status()).isEqualTo(200);
    assertThat(router.delete("/api/edge/" + coordinator).status()).isEqualTo(200);
    assertThat(Fleet.worker(router, worker)).isEmpty();
    assertThat(Fleet.coordinator(router, coordinator)).isEmpty();
  }

  @Test
  void bothAreReadyAndShowHowFreshTheirCleanupIs(Platform platform) {
    for (var program : new String[] {"router", "coordinator"}) {
      var ready = platform.management(program).get("/health/ready");
      assertThat(ready.status()).as("%s", ready).isEqualTo(200);
      assertThat(ready.text()).contains("\"database\"");
      var live = platform.management(program).get("/health/live");
      assertThat(live.status()).as("%s", live).isEqualTo(200);
      assertThat(live.text()).contains("\"stale-cleanup\"", "\"role\"", "\"last_run\"");
    }
  }

  private static String setting(String name) {
    var given = System.getenv(name);
    return given == null ? System.getProperty(name, "") : given;
  }
}
