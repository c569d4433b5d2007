package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
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
    there.refresh(List.of(W));
    assertThat(here.move(home().movedTo(B, 2), "gone")).isTrue();
    assertThat(there.move(home().movedTo(C, 2), "gone")).isFalse();
    assertThat(there.releases(C)).containsExactly(new Release(W, 3));
    assertThat(here.releases(B)).isEmpty();
    assertThat(there.find(W).orElseThrow().coordinator()).isEqualTo(B);
    assertThat(store.rows.get(W).coordinator()).isEqualTo(B);
    assertThat(there.move(home().movedTo(C, 3), "gone")).isTrue();
    assertThat(there.releases(C)).isEmpty();
    assertThat(store.rows.get(W).coordinator()).isEqualTo(C);
  }

  @Test
  void itsCoordinatorsWordKeepsAWorkerThatSendsNoHeartbeatsAndNoOtherDoes() {
    here.register(home(), List.of());
    clock.advance(Duration.ofMinutes(5));
    here.pinged(B, List.of("w"));
    assertThat(here.find(W).orElseThrow().lastSeen())
        .isEqualTo(home().lastSeen().minusSeconds(300));
    here.pinged(A, List.of("w", "nobody", " "));
    assertThat(here.find(W).orElseThrow().lastSeen()).isEqualTo(clock.instant());
  }

  @Test
  void ofTwoFirstHomesTheFirstStays() {
    assertThat(here.register(home(), List.of())).isTrue();
    assertThat(there.register(home().movedTo(B, 1), List.of(C))).isFalse();
    assertThat(there.find(W)).contains(home());
    assertThat(store.rows).hasSize(1);
    assertThat(there.releases(B)).containsExactly(new Release(W, 2));
    assertThat(there.releases(C)).containsExactly(new Release(W, 2));
    assertThat(there.register(home(), List.of())).isTrue();
    assertThat(store.events).containsExactly("w registered", "w reregistered");
  }

  @Test
  void aHomeThatTheOtherHasMovedIsNotForgotten() {
    here.register(home(), List.of());
    there.refresh(List.of(W));
    here.move(home().movedTo(B, 2), "gone");
    assertThat(there.remove(home(), false)).isFalse();
    assertThat(there.find(W).orElseThrow().coordinator()).isEqualTo(B);
    assertThat(there.remove(home().movedTo(B, 2), false)).isTrue();
    assertThat(here.remove(home().movedTo(B, 2), false)).as("gone already").isTrue();
    assertThat(store.events).containsExactly("w registered", "w rehomed", "w deregistered");
  }

  @Test
  void whenTheOtherHeardOfWorkersIsReadAgain() {
    here.register(home(), List.of());
    there.refresh(List.of(W));
    clock.advance(Duration.ofMinutes(5));
    here.seen(W);
    here.writeRenewals();
    there.refreshAt(A);
    assertThat(there.find(W).orElseThrow().lastSeen()).isEqualTo(clock.instant());
  }
}
