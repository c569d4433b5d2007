package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.history.InMemoryEventLog;
import uk.org.rmatool.router.history.ToldEvents;

/** Two replicas over one table of homes. */
class ReplicatedHomesTest {
  private static final NodeId W = new NodeId("w");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final InMemoryHomeStore store = new InMemoryHomeStore();
  private final Homes here = loaded();
  private final Homes there = loaded();

  private Homes loaded() {
    var homes = new Homes(store, new ToldEvents(new InMemoryEventLog()), clock);
    homes.load();
    return homes;
  }

  private Home home() {
    var now = clock.instant();
    return new Home(W, A, 1, "http://w:1", "{}", "[]", now, now);
  }

  @Test
  void aHomeIsKnownToTheOtherOnceItLooks() {
    here.register(home(), List.of());
    assertThat(there.find(W)).isEmpty();
    assertThat(there.lookUp(W)).contains(home());
    assertThat(there.at(A)).containsExactly(W);
    assertThat(there.find(W)).contains(home());
    assertThat(there.isForgotten(W)).isFalse();
    here.remove(home(), false);
    assertThat(there.isForgotten(W)).isTrue();
    assertThat(there.at(A)).isEmpty();
  }

  @Test
  void ofTwoMovesAtTheSameTimeOneHasToLookAgain() {
    here.register(home(), List.of());
    there.refresh(W);
    here.move(home().movedTo(B, 2), "gone");
    assertThatThrownBy(() -> there.move(home().movedTo(C, 2), "gone"))
        .isInstanceOf(PlatformException.class);
    assertThat(there.find(W).orElseThrow().coordinator()).isEqualTo(B);
    assertThat(store.rows.get(W).coordinator()).isEqualTo(B);
    there.move(home().movedTo(C, 3), "gone");
    assertThat(store.rows.get(W).coordinator()).isEqualTo(C);
  }

  @Test
  void whenTheOtherHeardOfWorkersIsReadAgain() {
    here.register(home(), List.of());
    there.refresh(W);
    clock.advance(Duration.ofMinutes(5));
    here.seen(W);
    here.writeRenewals();
    there.refreshAt(A);
    assertThat(there.find(W).orElseThrow().lastSeen()).isEqualTo(clock.instant());
  }
}
