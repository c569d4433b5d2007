package uk.org.rmatool.platform.database;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.database.FakeDatabase.State;

class DatabaseProbeTest {
  private final FakeDatabase database = new FakeDatabase();

  @BeforeAll
  static void answerAsAServer() {
    HealthAnswers.install();
  }

  private static Map<String, Object> data(HealthCheckResponse answer) {
    return requireNonNull(answer.getData()).orElseThrow();
  }

  @Test
  void onceTheRegistryIsLoadedADatabaseThatIsAwayIsShownAndChangesNothing() {
    assertThat(data(DatabaseProbe.health(database.source(), true))).containsEntry("database", "up");
    database.state = State.AWAY;
    var answer = DatabaseProbe.health(database.source(), true);
    assertThat(answer.getStatus()).isEqualTo(Status.UP);
    assertThat(data(answer))
        .containsEntry("database", "away")
        .containsEntry("reason", "connection refused");
  }

  @Test
  void untilTheRegistryIsLoadedItIsDown() {
    database.state = State.AWAY;
    var answer = DatabaseProbe.health(database.source(), false);
    assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
    assertThat(data(answer))
        .containsEntry("registry_loaded", false)
        .containsEntry("reason", "connection refused");
  }

  @Test
  void aHangingDatabaseIsNotWaitedForAndFewAskItAtOnce() throws Exception {
    database.state = State.HANGING;
    var began = System.nanoTime();
    try {
      assertThat(DatabaseProbe.trouble(database.source())).hasValueSatisfying(noAnswer("within"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
      for (int i = 0; i < 3; i++) {
        Thread.ofVirtual().start(() -> DatabaseProbe.trouble(database.source()));
      }
      until(
          () ->
              DatabaseProbe.trouble(database.source())
                  .filter(reason -> reason.contains("asked before"))
                  .isPresent());
    } finally {
      database.awake.countDown();
      until(() -> DatabaseProbe.trouble(database.source()).isEmpty());
    }
  }

  private static Consumer<String> noAnswer(String part) {
    return reason -> assertThat(reason).contains("no answer", part);
  }

  private static void until(BooleanSupplier condition) {
    var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
