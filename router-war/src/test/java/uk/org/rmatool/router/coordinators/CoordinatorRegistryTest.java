package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.intents.InMemoryIntentStore;
import uk.org.rmatool.router.intents.Intents;

class CoordinatorRegistryTest {
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration EXPIRED = Duration.ofSeconds(300);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";
  private static final int MAX = 5;
  private static final NodeId E1 = new NodeId("e1");
  private static final NodeId E2 = new NodeId("e2");
  private static final NodeId CERTIFIED = new NodeId("lab-abcdefghijklmnop");

  private final InMemoryCoordinatorStore store = new InMemoryCoordinatorStore();
  private final SettableClock clock = new SettableClock(START);
  private final Intents intents = new InMemoryIntentStore().open(clock);
  private final CoordinatorRegistry registry = loaded();

  private CoordinatorRegistry unloaded() {
    var leases = new EdgeLeaseConfig(EXPIRED, Duration.ofSeconds(30), Duration.ofSeconds(30), MAX);
    return new CoordinatorRegistry(
        store, leases, intents, TestLeases.SETTINGS, clock, new Random(1));
  }

  private CoordinatorRegistry loaded() {
    var fresh = unloaded();
    fresh.load();
    return fresh;
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private static EdgeRegistration registration(String text) {
    return EdgeRegistration.parse(json(text));
  }

  private static EdgeRegistration of(NodeId id) {
    return registration("{'worker_id':'" + id + "','tunnel_url':'http://" + id + ":8080'}");
  }

  private Coordinator register(NodeId id) {
    return registry.register(of(id), HERE);
  }

  private static void assertProblem(Runnable call, ProblemType type) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
  }

  @Test
  void aCoordinatorIsLiveUntilItsLeaseRunsOutWhetherOrNotCleanupHasRun() {
    var coordinator = register(E1);
    clock.set(START.plus(EXPIRED).minus(TICK));
    assertThat(registry.live()).containsExactly(coordinator);
    clock.set(START.plus(EXPIRED));
    assertThat(registry.live()).isEmpty();
    assertThat(registry.find(E1)).isEmpty();
    assertThat(registry.isAvailable(coordinator)).isFalse();
    assertThat(store.rows).containsKey(E1);
  }

  @Test
  void aHeartbeatRenewsTheLeaseAndWhatTheRegionProvides() {
    register(E1);
    clock.advance(EXPIRED.minus(TICK));
    var services = json("{'s':[{'name':'redis','providers':2,'in_flight':3}]}").getJsonArray("s");
    registry.heartbeat(E1, new Digest(Optional.of(services), Optional.of(4)));
    clock.advance(EXPIRED.minus(TICK));
    registry.heartbeat(E1, Digest.NONE);
    var coordinator = registry.find(E1).orElseThrow();
    assertThat(coordinator.providers("redis")).contains(2);
    assertThat(coordinator.load("redis")).isEqualTo(1.5);
    assertThat(coordinator.providers("neo4j")).contains(0);
    assertThat(coordinator.load("neo4j")).isZero();
    assertThat(coordinator.registeredAt()).isEqualTo(START);
    assertThat(coordinator.lastSeen()).isEqualTo(clock.instant());
  }

  @Test
  void aCoordinatorThatDoesNotSayWhatItHasMayHaveAnything() {
    var coordinator = register(E1);
    assertThat(coordinator.providers("redis")).isEmpty();
    var json = CoordinatorJson.of(coordinator, registry);
    assertThat(json.isNull("worker_count")).isTrue();
    assertThat(json.isNull("service_count")).isTrue();
  }

  @Test
  void whatItSaysOfItsRegionIsCounted() {
    register(E1);
    var body =
        json(
            "{'workers':7,'services':[{'name':'redis','providers':2},{'name':'x','providers':0}]}");
    registry.heartbeat(E1, Digest.read(body, new JsonFields(body)));
    var other = json("{'workers':['not','a','count']}");
    registry.heartbeat(E1, Digest.read(other, new JsonFields(other)));
    var json = CoordinatorJson.of(registry.find(E1).orElseThrow(), registry);
    assertThat(json.getInt("worker_count")).isEqualTo(7);
    assertThat(json.getInt("service_count")).isEqualTo(1);
  }

  @Test
  void aHeartbeatOfAnExpiredOrUnknownCoordinatorIs404() {
    register(E1);
    clock.advance(EXPIRED);
    assertProblem(() -> registry.heartbeat(E1, Digest.NONE), ProblemType.COORDINATOR_NOT_FOUND);
    assertProblem(() -> registry.heartbeat(E2, Digest.NONE), ProblemType.COORDINATOR_NOT_FOUND);
    assertThat(registry.live()).isEmpty();
  }

  @Test
  void anIdWithoutKeyIsNotGivenToAnotherMachineWhileItsLeaseRuns() {
    register(E1);
    assertProblem(() -> registry.register(of(E1), ELSEWHERE), ProblemType.ID_TAKEN);
    assertThat(registry.register(of(E1), HERE).id()).isEqualTo(E1);
    assertThat(store.events).containsExactly("e1 registered", "e1 reregistered");
    clock.advance(EXPIRED);
    assertThat(registry.register(of(E1), ELSEWHERE).sourceAddress()).isEqualTo(ELSEWHERE);
  }

  @Test
  void anIdThatCertifiesAKeyMayMove() {
    register(CERTIFIED);
    assertThat(registry.register(of(CERTIFIED), ELSEWHERE).sourceAddress()).isEqualTo(ELSEWHERE);
  }

  @Test
  void oneWithoutIdIsGivenOneAndKeepsItWhileItsAddressIsTheSame() {
    var form = registration("{'url':'http://c:1','location':'here'}");
    var first = registry.register(form, HERE);
    assertThat(first.id().value()).matches("edge-\\d+-[0-9a-f]{4}");
    assertThat(first.location()).isEqualTo("here");
    clock.advance(TICK);
    assertThat(registry.register(form, HERE).id()).isEqualTo(first.id());
    var other = registry.register(registration("{'url':'http://c:2'}"), HERE);
    assertThat(other.id()).isNotEqualTo(first.id());
    assertThat(registry.live()).hasSize(2);
  }

  @Test
  void twoRegistrationsInTheSameMillisecondAreTwoCoordinators() {
    registry.register(registration("{'url':'http://a:1'}"), HERE);
    registry.register(registration("{'url':'http://b:1'}"), HERE);
    assertThat(registry.live()).hasSize(2);
  }

  @Test
  void aDeployedCoordinatorHasADhtPortAndOneOfOursSaysIfItHas() {
    assertThat(register(E1).dhtPort()).contains(8468);
    assertThat(register(CERTIFIED).dhtPort()).isEmpty();
    assertThat(
            registry
                .register(
                    registration(
                        "{'worker_id':'e2','tunnel_url':'http://x:1','capabilities':{'dht_port':'8470'}}"),
                    HERE)
                .dhtPort())
        .contains(8470);
  }

  @Test
  void whoLeavesIsGoneAndWhoIsNotThereCannotLeave() {
    register(E1);
    registry.leave(E1, HERE);
    assertThat(registry.live()).isEmpty();
    assertThat(store.rows).isEmpty();
    assertThat(store.events).containsExactly("e1 registered", "e1 deregistered");
    assertProblem(() -> registry.leave(E1, HERE), ProblemType.COORDINATOR_NOT_FOUND);
  }

  @Test
  void aSuspectIsListedButNotAvailableUntilItIsHeardOf() {
    var coordinator = register(E1);
    registry.suspect(E1, "connection refused");
    registry.suspect(E2, "not registered");
    assertThat(registry.live()).containsExactly(coordinator);
    assertThat(registry.available()).isEmpty();
    assertThat(registry.suspicion(E1)).contains("connection refused");
    assertThat(registry.suspicion(E2)).isEmpty();
    registry.trust(E1);
    assertThat(registry.available()).containsExactly(coordinator);
    registry.suspect(E1, "again");
    registry.heartbeat(E1, Digest.NONE);
    assertThat(registry.available()).hasSize(1);
    registry.suspect(E1, "again");
    register(E1);
    assertThat(registry.available()).hasSize(1);
  }

  @Test
  void whenTheStoreFailsNothingChanges() {
    var before = register(E1);
    store.away = true;
    assertThatThrownBy(() -> register(E2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                registry.register(
                    registration("{'worker_id':'e1','tunnel_url':'http://new:1'}"), HERE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> registry.leave(E1, HERE)).isInstanceOf(IllegalStateException.class);
    assertThat(registry.live()).containsExactly(before);
    clock.advance(EXPIRED);
    assertThatThrownBy(registry::expire).isInstanceOf(IllegalStateException.class);
    store.away = false;
    assertThat(registry.expire()).isEqualTo(1);
  }

  @Test
  void renewalsThatFailAreWrittenLaterAndThenOnlyOnce() {
    register(E1);
    registry.heartbeat(E1, Digest.NONE);
    store.away = true;
    registry.writeRenewals();
    store.away = false;
    registry.writeRenewals();
    registry.writeRenewals();
    assertThat(store.renewals).extracting(Coordinator::id).containsExactly(E1);
  }

  @Test
  void whatWasRegisteredIsThereAfterARestartUntilItHadTimeToBeHeardOf() {
    var coordinator = register(E1);
    register(E2);
    registry.leave(E2, HERE);
    assertThat(loaded().live()).containsExactly(coordinator);
    clock.advance(EXPIRED);
    var later = loaded();
    assertThat(later.live()).as("the registry was away itself").containsExactly(coordinator);
    clock.advance(EXPIRED);
    assertThat(later.live()).isEmpty();
    assertThat(later.expire()).isEqualTo(1);
    assertThat(store.events).endsWith("e1 expired");
  }

  @Test
  void untilTheRegistryIsLoadedNothingCanBeRegisteredOrRenewed() {
    var early = unloaded();
    assertProblem(() -> early.register(of(E1), HERE), ProblemType.DATABASE_AWAY);
    assertProblem(() -> early.heartbeat(E1, Digest.NONE), ProblemType.DATABASE_AWAY);
    assertProblem(() -> early.leave(E1, HERE), ProblemType.DATABASE_AWAY);
  }

  @Test
  void coordinatorsAreListedByAge() {
    register(E2);
    clock.advance(TICK);
    register(E1);
    assertThat(registry.live()).extracting(Coordinator::id).containsExactly(E2, E1);
    assertThat(registry.live().getFirst().tunnelUrl()).isEqualTo(URI.create("http://e2:8080"));
  }

  @Test
  void aRouterTakesAsManyCoordinatorsAsItMay() {
    for (int i = 0; i < MAX; i++) {
      register(new NodeId("full-" + i));
    }
    assertProblem(() -> register(E1), ProblemType.SATURATED);
    assertThat(store.rows).doesNotContainKey(E1);
    var again = register(new NodeId("full-0"));
    assertThat(registry.live()).contains(again);
  }

  @Test
  void nobodyElseLeavesForAnIdWithoutAKey() {
    register(E1);
    assertProblem(() -> registry.leave(E1, ELSEWHERE), ProblemType.ID_TAKEN);
    assertThat(registry.find(E1)).isPresent();
    registry.register(of(E2), "127.0.0.1");
    registry.leave(E2, "0:0:0:0:0:0:0:1");
    assertThat(registry.find(E2)).as("all loopback addresses are one machine").isEmpty();
  }

  @Test
  void historySaysThatOneWhoComesBackLateWasGone() {
    register(E1);
    clock.set(START.plus(EXPIRED).plus(EXPIRED));
    register(E1);
    assertThat(store.events).containsExactly("e1 registered", "e1 expired", "e1 registered");
    assertThat(store.ended).as("when its lease ran out").isEqualTo(START.plus(EXPIRED));
  }

  @Test
  void whatOneReplicaDoesTheOtherTakesOver() {
    var other = loaded();
    register(E1);
    other.refresh(E1);
    assertThat(other.find(E1)).isPresent();
    clock.advance(Duration.ofSeconds(60));
    registry.heartbeat(E1, Digest.NONE);
    registry.writeRenewals();
    other.hear();
    assertThat(other.find(E1).orElseThrow().lastSeen()).isEqualTo(clock.instant());
    registry.leave(E1, HERE);
    other.refresh(E1);
    assertThat(other.find(E1)).isEmpty();
  }
}
