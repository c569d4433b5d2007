package uk.org.rmatool.router.intents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.history.Subject;

class IntentsTest {
  private static final NodeId N = new NodeId("n");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final InMemoryIntentStore store = new InMemoryIntentStore();
  private final Intents intents = store.open(clock);

  private static IntentChange change(String name, boolean value) {
    return IntentChange.parse(Json.createObjectBuilder().add(name, value).build());
  }

  @Test
  void decisionsOfTwoReplicasAboutOneNodeAreMadeUponEachOther() {
    var other = store.open(clock);
    intents.decide(Subject.WORKER, N, change("cordon", true), "here");
    other.decide(Subject.WORKER, N, change("drain", true), "there");
    intents.decide(Subject.WORKER, N, change("cordon", false), "here");
    var intent = intents.of(Subject.WORKER, N);
    assertThat(intent.drain()).isTrue();
    assertThat(intent.cordon()).isFalse();
    assertThat(store.events).containsExactly("n cordoned", "n drained", "n uncordoned");
  }

  @Test
  void aWorkerAndACoordinatorOfOneIdAreTwo() {
    intents.decide(Subject.WORKER, N, change("cordon", true), "me");
    assertThat(intents.of(Subject.COORDINATOR, N).cordon()).isFalse();
  }

  @Test
  void beforeTheyAreReadNoneCanBeMade() {
    var early = new Intents(store, new EnrolmentConfig("open"), clock);
    assertThatThrownBy(() -> early.decide(Subject.WORKER, N, change("cordon", true), "me"))
        .isInstanceOf(PlatformException.class);
  }

  @Test
  void enrolmentIsOpenOrByApproval() {
    assertThatThrownBy(() -> new EnrolmentConfig("shut"))
        .hasMessage("ENROLMENT is 'shut'; it must be open or approval.");
  }
}
