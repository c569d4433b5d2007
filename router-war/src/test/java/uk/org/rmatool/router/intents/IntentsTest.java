package uk.org.rmatool.router.intents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.intent.EnrolmentConfig;
import uk.org.rmatool.platform.intent.Intent;
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
    var early = new Intents(store, new EnrolmentConfig("open"), new IntentsConfig(1), clock);
    assertThatThrownBy(() -> early.decide(Subject.WORKER, N, change("cordon", true), "me"))
        .isInstanceOf(PlatformException.class);
  }

  @Test
  void thereIsRoomForAsManyNodesAsMayBeAndForAnyChangeOfThem() {
    var full = store.loaded("approval", 2, clock);
    full.decide(Subject.WORKER, N, change("cordon", true), "me");
    full.decide(Subject.COORDINATOR, N, change("cordon", true), "me");
    var other = new NodeId("other");
    var told = intent(5);
    assertNoRoom(() -> full.decide(Subject.WORKER, other, change("drain", true), "me"));
    assertNoRoom(() -> full.hear(other, told));
    assertNoRoom(() -> full.admit(Subject.COORDINATOR, other, false));
    full.admit(Subject.COORDINATOR, other, true);
    assertThat(full.of(Subject.WORKER, other)).isEqualTo(Intent.NONE);
    full.decide(Subject.WORKER, N, change("drain", true), "me");
    assertThat(full.of(Subject.WORKER, N).drain()).isTrue();
    assertThat(store.loaded("open", 1, clock).of(Subject.COORDINATOR, N).cordon())
        .as("what was decided holds even if there may be less now")
        .isTrue();
    assertThatThrownBy(() -> new IntentsConfig(0))
        .hasMessage("MAX_DECISIONS is 0; it must be at least 1.");
  }

  private static Intent intent(long at) {
    return change("drain", true).applyTo(Intent.NONE, Instant.ofEpochMilli(at), "there");
  }

  private static void assertNoRoom(Runnable decision) {
    assertThatThrownBy(decision::run)
        .hasMessageContaining("MAX_DECISIONS")
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.SATURATED);
              assertThat(e.problem().retryAfterSeconds()).isPresent();
            });
  }
}
