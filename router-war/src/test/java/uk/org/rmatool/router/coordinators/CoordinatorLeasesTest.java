package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.intents.InMemoryIntentStore;

/** What the lease engine does to coordinators, and what history says of it. */
class CoordinatorLeasesTest {
  private static final Duration EXPIRED = Duration.ofSeconds(300);
  private static final NodeId E1 = new NodeId("e1");

  private final InMemoryCoordinatorStore store = new InMemoryCoordinatorStore();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final CoordinatorRegistry registry =
      new CoordinatorRegistry(
          store,
          new EdgeLeaseConfig(EXPIRED, Duration.ofSeconds(30), Duration.ofSeconds(30), 100),
          new InMemoryIntentStore().open(clock),
          TestLeases.SETTINGS,
          clock,
          new Random(1));

  private boolean notes = true;

  @BeforeEach
  void load() {
    registry.load();
  }

  private Coordinator register(NodeId id) {
    var body =
        Json.createObjectBuilder().add("worker_id", id.value()).add("url", "http://" + id + ":1");
    return registry.register(EdgeRegistration.parse(body.build()), "192.0.2.1");
  }

  private void pass(Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      registry.look(notes);
    }
  }

  @Test
  void suspicionAndItsEndAreEvents() {
    register(E1);
    pass(Duration.ofSeconds(1));
    registry.suspect(E1, "connection refused");
    pass(Duration.ofSeconds(2));
    registry.trust(E1);
    pass(Duration.ofSeconds(1));
    assertThat(store.events).containsExactly("e1 registered", "e1 suspected", "e1 trusted");
  }

  @Test
  void oneReplicaNotesItForAll() {
    notes = false;
    register(E1);
    registry.suspect(E1, "connection refused");
    pass(Duration.ofSeconds(2));
    assertThat(store.events).containsExactly("e1 registered");
  }

  @Test
  void eventsThatCannotBeWrittenAreWrittenLater() {
    register(E1);
    registry.suspect(E1, "connection refused");
    store.away = true;
    pass(Duration.ofSeconds(2));
    store.away = false;
    pass(Duration.ofSeconds(1));
    assertThat(store.events).containsExactly("e1 registered", "e1 suspected");
  }

  @Test
  void oneThatComesAndGoesIsHeldBackAndSaysUntilWhen() {
    var coordinator = register(E1);
    for (int i = 0; i < 4; i++) {
      registry.suspect(E1, "connection refused");
      pass(Duration.ofSeconds(2));
      registry.trust(E1);
      pass(Duration.ofSeconds(2));
    }
    assertThat(registry.isHeldBack(coordinator)).isTrue();
    assertThat(registry.isAvailable(coordinator)).as("while nobody else is there").isTrue();
    assertThat(registry.standing(coordinator).state()).isEqualTo("held_back");
    assertThat(registry.standing(coordinator).until()).isPresent();
    assertThat(store.events).contains("e1 held_back");
  }

  @Test
  void whenAllFallSilentAtOnceTheRegistrySuspectsItself() {
    for (int i = 0; i < 20; i++) {
      register(new NodeId("many-" + i));
    }
    pass(EXPIRED.plusSeconds(60));
    assertThat(registry.live()).hasSize(20);
    assertThat(registry.guard().active()).isTrue();
    assertThat(store.events).contains("registry guard_entered");
    for (int i = 0; i < 20; i++) {
      registry.heartbeat(new NodeId("many-" + i), Digest.NONE);
    }
    pass(Duration.ofSeconds(60));
    assertThat(registry.guard().active()).isFalse();
    assertThat(store.events).contains("registry guard_left");
  }

  @Test
  void aFewThatFallSilentAreGoneWhenTheirLeaseRunsOut() {
    register(E1);
    pass(EXPIRED);
    assertThat(registry.live()).isEmpty();
  }

  @Test
  void theSuggestedIntervalIsTheShortestOneForAFewGiveOrTakeATenth() {
    register(E1);
    assertThat(registry.heartbeatInterval())
        .isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
  }
}
