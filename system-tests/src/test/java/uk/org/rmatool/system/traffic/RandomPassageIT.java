package uk.org.rmatool.system.traffic;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Whatever a call consists of, an echo behind router and coordinator gets it and gives it back. */
@ExtendWith(SharedPlatform.class)
@Timeout(120)
class RandomPassageIT {
  private Http router;
  private FakeWorker worker;

  @BeforeEach
  void join(Platform platform) throws IOException {
    router = platform.router();
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
  @ValueSource(longs = {1, 2, 3})
  void anEchoGivesBackWhatWasSent(long seed) throws IOException {
    RandomCalls.make(router.base(), "/service/" + worker.service(), seed);
  }
}
