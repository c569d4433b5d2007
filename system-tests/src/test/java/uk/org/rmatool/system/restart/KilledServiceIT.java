package uk.org.rmatool.system.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.BreakablePlatform;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;

/** {@code kill -9} of a service's process. */
@ExtendWith(BreakablePlatform.class)
class KilledServiceIT {
  /** It is to be five seconds, of which the worker waits less than two; the machine may be busy. */
  private static final Duration RESTARTED = Duration.ofSeconds(30);

  private static final String HEALTH = "/service/notes/health";

  @Test
  void aKilledServiceIsStartedAgainAndItsCallsAreToldWhyTheyMustWait(Platform platform) {
    Await.until(
        "notes-coa can be called",
        Duration.ofMinutes(2),
        () -> platform.router().get(HEALTH).status() == 200);
    var worker = platform.pid("worker");
    var first = service(worker).orElseThrow();
    var refused = new TreeMap<Integer, Answer>();

    Processes.kill(first);
    Await.until(
        "it has another process",
        RESTARTED,
        () -> {
          call(platform, refused);
          return service(worker).filter(pid -> pid != first).isPresent();
        });
    Await.until(
        "it can be called again",
        Duration.ofMinutes(1),
        () -> call(platform, refused).status() == 200);
    assertThat(refused.keySet()).as("%s", refused).containsExactly(503);
    var refusal = refused.get(503);
    assertThat(refusal.header("Retry-After")).isPresent();
    assertThat(refusal.object().getString("detail")).contains("notes-coa");
  }

  private static Answer call(Platform platform, TreeMap<Integer, Answer> refused) {
    var answer = platform.router().get(HEALTH);
    if (answer.status() != 200) {
      refused.put(answer.status(), answer);
    }
    return answer;
  }

  private static Optional<Long> service(long worker) {
    return Processes.find(worker, "rma-notes.jar");
  }
}
