package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.liveness.Standing;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.InMemoryIntentStore;
import uk.org.rmatool.router.intents.Intents;

/** What operators' decisions do to coordinators. */
class CoordinatorDecisionsTest {
  private static final Duration EXPIRED = Duration.ofSeconds(300);
  private static final String HERE = "192.0.2.1";
  private static final NodeId E1 = new NodeId("e1");
  private static final NodeId E2 = new NodeId("e2");

  private final InMemoryCoordinatorStore store = new InMemoryCoordinatorStore();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final InMemoryIntentStore decisions = new InMemoryIntentStore();
  private Intents intents = decisions.open(clock);
  private final CoordinatorRegistry registry = loaded();

  private CoordinatorRegistry loaded() {
    var leases = new EdgeLeaseConfig(EXPIRED, Duration.ofSeconds(30), Duration.ofSeconds(30), 5);
    var fresh =
        new CoordinatorRegistry(store, leases, intents, TestLeases.SETTINGS, clock, new Random(1));
    fresh.load();
    return fresh;
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private static EdgeRegistration of(NodeId id) {
    return EdgeRegistration.parse(
        json("{'worker_id':'%s','url':'http://%s:8080'}".formatted(id, id)));
  }

  private Coordinator register(NodeId id) {
    return registry.register(of(id), HERE);
  }

  private void decide(NodeId id, String change) {
    intents.decide(Subject.COORDINATOR, id, IntentChange.parse(json(change)), "operator");
  }

  @Test
  void decisionsHoldFromTheMomentTheyAreMadeUntilTheyAreTakenBack() {
    var coordinator = register(E1);
    assertThat(registry.standing(coordinator).state()).isEqualTo("serving");
    decide(E1, "{'drain':true,'reason':'new disk'}");
    assertThat(registry.takesCalls(coordinator)).isFalse();
    assertThat(registry.takesWorkers(coordinator)).isFalse();
    assertThat(registry.isAvailable(coordinator)).isTrue();
    assertThat(registry.standing(coordinator))
        .isEqualTo(new Standing("drained", "drained by operator: new disk", Optional.empty()));
    decide(E1, "{'drain':false,'cordon':true}");
    assertThat(registry.takesCalls(coordinator)).isTrue();
    assertThat(registry.takesWorkers(coordinator)).isFalse();
    decide(E1, "{'cordon':false}");
    assertThat(registry.takesWorkers(coordinator)).isTrue();
    registry.suspect(E1, "connection refused");
    assertThat(registry.takesCalls(coordinator)).isFalse();
    assertThat(registry.standing(coordinator))
        .isEqualTo(new Standing("suspect", "connection refused", Optional.empty()));
  }

  @Test
  void aDecisionOutlivesRestartExpiryAndRegistration() {
    register(E1);
    decide(E1, "{'drain':true}");
    clock.advance(EXPIRED);
    intents = decisions.open(clock);
    var later = loaded();
    assertThat(later.takesCalls(later.register(of(E1), HERE))).isFalse();
  }

  @Test
  void whoIsNotWantedIsPutOutAndRefusedUntilApproved() {
    register(E1);
    decide(E1, "{'approval':'rejected'}");
    assertThatThrownBy(() -> registry.heartbeat(E1, Digest.NONE))
        .as("until it is put out")
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.REJECTED));
    registry.evictIfRejected(E1);
    registry.evictIfRejected(E1);
    assertThat(registry.live()).isEmpty();
    assertThat(store.events).containsExactly("e1 registered", "e1 evicted");
    assertThatThrownBy(() -> register(E1))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.REJECTED));
    decide(E1, "{'approval':'approved'}");
    assertThat(registry.takesCalls(register(E1))).isTrue();
  }

  @Test
  void whoIsNotWantedDoesNotComeBackByARestart() {
    register(E1);
    register(E2);
    decide(E1, "{'approval':'rejected'}");
    intents = decisions.open(clock);
    var later = loaded();
    assertThat(later.find(E1)).as("the router stopped before it was put out").isPresent();
    assertThat(later.takesCalls(later.find(E1).orElseThrow())).isFalse();
    later.evictRejected();
    later.evictRejected();
    assertThat(later.live()).extracting(Coordinator::id).containsExactly(E2);
    assertThat(store.events).endsWith("e1 evicted").hasSize(3);
  }

  @Test
  void whatTheOtherReplicaHasJustRejectedIsNotRegistered() {
    intents = decisions.open(clock);
    var other = loaded();
    register(E1);
    intents = decisions.open(clock);
    decide(E1, "{'approval':'rejected'}");
    assertThatThrownBy(() -> other.register(of(E1), HERE))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.REJECTED));
  }

  @Test
  void newcomersWaitWhereEnrolmentNeedsApprovalAndOthersDoNot() {
    register(E1);
    intents = decisions.loaded("approval", clock);
    var careful = loaded();
    assertThat(careful.takesCalls(careful.register(of(E1), HERE))).isTrue();
    var newcomer = careful.register(of(E2), HERE);
    assertThat(careful.standing(newcomer).state()).isEqualTo("pending");
    decide(E2, "{'approval':'approved'}");
    assertThat(careful.takesCalls(careful.register(of(E2), HERE))).isTrue();
  }
}
