package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.FrontedPair;
import uk.org.rmatool.system.rig.FrontedPair.Pair;
import uk.org.rmatool.system.rig.Http;

/** Service calls that come in at the ports for HTTP/2, and do not go through the containers. */
@ExtendWith(FrontedPair.class)
@Timeout(180)
class PastContainersIT {
  private Http router;
  private FakeWorker worker;

  @BeforeEach
  void join(Pair pair) throws IOException {
    router = pair.router().http();
    worker = new FakeWorker();
    worker.join(router);
    worker.serving(RandomCalls::echo);
  }

  @AfterEach
  void leave() {
    router.delete("/api/worker/unregister/" + worker.id());
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void anEchoGivesBackWhatWasSent(long seed, Pair pair) throws IOException {
    RandomCalls.make(pair.routerFront().base(), "/service/" + worker.service(), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void plainCallsPassBothContainersBy(long seed, Pair pair) throws IOException {
    RandomCalls.makePlain(pair.routerFront().base(), "/service/" + worker.service(), seed);
    for (var server : List.of(pair.router(), pair.coordinator())) {
      assertThat(direct(server.http(), worker.service())).isGreaterThanOrEqualTo(100);
    }
  }

  private static int direct(Http server, String service) {
    var metrics = server.get("/metrics").text();
    var line =
        Pattern.compile(
                "rma_service_direct_total\\{service=\"" + Pattern.quote(service) + "\"} (\\d+)")
            .matcher(metrics);
    assertThat(line.find()).as("direct calls of %s in %s", service, metrics).isTrue();
    return Integer.parseInt(line.group(1));
  }

  @Test
  void theRouteNamesBothHops(Pair pair) {
    var answer = pair.routerFront().send("POST", "/service/" + worker.service() + "/x", "text");
    assertThat(answer.text()).isEqualTo("text");
    assertThat(answer.headers().get("x-rma-route"))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("router: "),
            second -> assertThat(second).startsWith("coordinator: " + worker.id()));
  }

  @Test
  void whenAWorkerIsKilledUnderLoadNobodySuffers(Pair pair) throws Exception {
    KilledWorker.assertNobodySuffers(pair.routerFront(), router, pair.coordinator().http());
  }
}
