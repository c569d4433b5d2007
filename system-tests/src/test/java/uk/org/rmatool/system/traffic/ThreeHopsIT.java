package uk.org.rmatool.system.traffic;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FrontedPair;
import uk.org.rmatool.system.rig.FrontedPair.Pair;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SlowService;

/** Calls through router, coordinator and a worker of ours to the service's process and back. */
@ExtendWith(FrontedPair.class)
@Timeout(180)
class ThreeHopsIT {
  private static final String SERVICE = "/service/vision-ocr";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir private static Path recipes;
  private static Server worker;

  @BeforeAll
  static void start(Pair pair) throws IOException {
    SlowService.writeRecipe(recipes, "vision-ocr", EchoProcess.class);
    worker =
        Server.worker(
                "three-hops",
                pair.router().http().base(),
                Map.of("RECIPES_DIR", recipes.toString()))
            .awaitReady();
    Await.until(
        "the echo can be called",
        DEADLINE,
        () -> pair.router().http().get(SERVICE + "/x").status() == 200);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11})
  void anEchoGivesBackWhatWasSent(long seed, Pair pair) throws IOException {
    RandomCalls.make(pair.router().http().base(), SERVICE, seed);
    RandomCalls.make(pair.routerFront().base(), SERVICE, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {12, 13})
  void plainCallsComeBackToo(long seed, Pair pair) throws IOException {
    RandomCalls.makePlain(pair.routerFront().base(), SERVICE, seed);
  }
}
