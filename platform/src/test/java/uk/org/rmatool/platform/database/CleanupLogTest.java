package uk.org.rmatool.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.database.FakeDatabase.State;
import uk.org.rmatool.platform.wiring.SettableClock;

class CleanupLogTest {
  private static final Duration PERIOD = Duration.ofSeconds(30);
  private static final Duration OVERDUE = PERIOD.multipliedBy(10).plusMillis(1);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T09:00:00Z"));
  private final FakeDatabase database = new FakeDatabase();
  private final CleanupLog log = new CleanupLog(clock, PERIOD);

  @BeforeAll
  static void answerAsAServer() {
    HealthAnswers.install();
  }

  private Status health() {
    return log.health(database.source()).getStatus();
  }

  @Test
  void withoutARunForTenPeriodsItIsDown() {
    log.completed(0);
    clock.advance(PERIOD.multipliedBy(10));
    assertThat(health()).isEqualTo(Status.UP);
    clock.advance(Duration.ofMillis(1));
    assertThat(health()).isEqualTo(Status.DOWN);
    log.completed(0);
    assertThat(health()).isEqualTo(Status.UP);
  }

  @Test
  void aStandbyIsNeverOverdue() {
    log.stoodBy();
    clock.advance(OVERDUE);
    assertThat(health()).isEqualTo(Status.UP);
  }

  @Test
  void tenPeriodsCountFromTheLastRunThatWasImpossible() {
    clock.advance(OVERDUE);
    log.impossible();
    assertThat(health()).isEqualTo(Status.UP);
    clock.advance(OVERDUE);
    assertThat(health()).isEqualTo(Status.DOWN);
  }

  @Test
  void aDatabaseThatIsBackIsGivenTheTimeToBeCleanedUp() {
    clock.advance(OVERDUE);
    database.state = State.AWAY;
    assertThat(health()).isEqualTo(Status.UP);
    database.state = State.THERE;
    assertThat(health()).isEqualTo(Status.UP);
    clock.advance(OVERDUE);
    assertThat(health()).isEqualTo(Status.DOWN);
  }
}
