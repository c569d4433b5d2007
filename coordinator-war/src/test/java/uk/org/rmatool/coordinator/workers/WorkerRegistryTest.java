package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.wiring.SettableClock;

class WorkerRegistryTest {
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration INTERVAL = Registry.INTERVAL;
  private static final Duration DEGRADED = Registry.DEGRADED;
  private static final Duration EXPIRED = Registry.EXPIRED;
  private static final Duration TICK = Duration.ofMillis(1);
  private static final int MAX = 3;
  private static final NodeId W1 = new NodeId("w1");
  private static final NodeId W2 = new NodeId("w2");

  private final InMemoryWorkerStore store = new InMemoryWorkerStore();
  private final SettableClock clock = new SettableClock(START);
  private final Registry replica = loaded();
  private final WorkerRegistry registry = replica.registry;
  private final Fleet fleet = replica.fleet;

  private Registry loaded() {
    var fresh = new Registry(store, clock, MAX);
    fresh.fleet.load();
    fresh.others.present();
    return fresh;
  }

  private static Registration deployed(NodeId id, String type) {
    return Registration.parse(
        json(
            "{'worker_id':'%s','tunnel_url':'http://%s:8000','capabilities':{'worker_type':'%s'}}"
                .formatted(id, id, type)),
        false);
  }

  private static Registration ours(NodeId id, String... runnable) {
    return Registration.parse(
        json(
            "{'worker_id':'%s','tunnel_url':'http://%s:8000','capabilities':{'worker_type':'cpu'},'api':'rma/2','runnable':['%s']}"
                .formatted(id, id, String.join("','", runnable))),
        false);
  }

  private static Heartbeat heartbeat(String text) {
    return Heartbeat.read(new JsonFields(json(text)));
  }

  private Worker register(Registration registration) {
    return registry.register(registration, 0, "directly");
  }

  private static void assertProblem(Runnable call, ProblemType type) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
  }

  @BeforeEach
  void nothingHasHappenedYet() {
    assertThat(fleet.live()).isEmpty();
  }

  @Test
  void aDeployedWorkerDegradesAndExpiresByItsLeaseAlone() {
    var worker = register(deployed(W1, "cpu"));
    clock.set(START.plus(DEGRADED).minus(TICK));
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.LIVE);
    assertThat(fleet.healthyProviders("ner-extraction", 100)).containsExactly(worker);

    clock.set(START.plus(DEGRADED));
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.DEGRADED);
    assertThat(fleet.healthyProviders("ner-extraction", 100)).isEmpty();
    assertThat(fleet.live()).containsExactly(worker);

    clock.set(START.plus(EXPIRED).minus(TICK));
    assertThat(fleet.live()).containsExactly(worker);

    clock.set(START.plus(EXPIRED));
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.EXPIRED);
    assertThat(fleet.live()).isEmpty();
    assertThat(fleet.find(W1)).isEmpty();
    assertThat(store.rows).as("no cleanup has run").containsKey(W1);
  }

  @Test
  void aWorkerOfOursDegradesAfterThreeMissedHeartbeats() {
    var worker = register(ours(W1, "ner-extraction"));
    clock.set(START.plus(INTERVAL.multipliedBy(3)).minus(TICK));
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.LIVE);
    clock.set(START.plus(INTERVAL.multipliedBy(3)));
    assertThat(fleet.state(worker)).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void aHeartbeatBringsADegradedWorkerBack() {
    register(deployed(W1, "cpu"));
    clock.advance(DEGRADED.plusSeconds(100));
    registry.heartbeat(W1, heartbeat("{'current_load':0.5}"));
    var worker = fleet.find(W1).orElseThrow();
    assertThat(fleet.isHealthy(worker)).isTrue();
    assertThat(worker.heartbeat().currentLoad()).isEqualTo(0.5);
    assertThat(worker.lastSeenAt()).isEqualTo(clock.instant());
    assertThat(worker.registeredAt()).isEqualTo(START);
  }

  @Test
  void aHeartbeatOfAnExpiredOrUnknownWorkerIs404AndRevivesNobody() {
    register(deployed(W1, "cpu"));
    clock.advance(EXPIRED);
    assertProblem(() -> registry.heartbeat(W1, Heartbeat.NONE), ProblemType.WORKER_NOT_FOUND);
    assertProblem(() -> registry.heartbeat(W2, Heartbeat.NONE), ProblemType.WORKER_NOT_FOUND);
    assertThat(fleet.live()).isEmpty();
    fleet.writeRenewals();
    assertThat(store.renewals).isEmpty();
  }

  @Test
  void anIdWithoutKeyIsNotGivenToAnotherAddressWhileItsLeaseRuns() {
    register(deployed(W1, "cpu"));
    var other =
        Registration.parse(
            json("{'worker_id':'w1','tunnel_url':'http://thief:8000','capabilities':{}}"), false);
    clock.set(START.plus(EXPIRED).minus(TICK));
    assertProblem(() -> register(other), ProblemType.ID_TAKEN);
    assertThat(fleet.find(W1).orElseThrow().tunnelUrl().getHost()).isEqualTo("w1");
    assertThat(store.events).containsExactly("w1 registered");

    clock.set(START.plus(EXPIRED));
    assertThat(register(other).tunnelUrl().getHost()).isEqualTo("thief");
  }

  @Test
  void anIdWithoutKeyIsFreeOnceItsWorkerHasLeft() {
    register(deployed(W1, "cpu"));
    registry.deregister(W1, "test");
    var other =
        Registration.parse(
            json("{'worker_id':'w1','tunnel_url':'http://other:8000','capabilities':{}}"), false);
    assertThat(register(other).id()).isEqualTo(W1);
  }

  @Test
  void anIdThatCertifiesAKeyMayMoveToAnotherAddress() {
    var id = new NodeId("lab-abcdefghijklmnop");
    register(deployed(id, "cpu"));
    var moved =
        Registration.parse(
            json(
                "{'worker_id':'lab-abcdefghijklmnop','tunnel_url':'http://new:8000','capabilities':{}}"),
            false);
    assertThat(register(moved).tunnelUrl().getHost()).isEqualTo("new");
  }

  @Test
  void registeringAgainAsAnotherTypeReplacesTheServices() {
    assertThat(register(deployed(W1, "cpu")).assigned())
        .containsExactly("ner-extraction", "document-processing", "notes-coa");
    var worker = register(deployed(W1, "storage"));
    assertThat(worker.type()).isEqualTo(WorkerType.STORAGE);
    assertThat(worker.assigned()).containsExactly("chromadb", "redis", "postgres");
    assertThat(fleet.healthyProviders("ner-extraction", 100)).isEmpty();
    assertThat(fleet.healthyProviders("redis", 100)).containsExactly(worker);
    assertThat(store.rows.get(W1)).isEqualTo(worker);
    assertThat(store.events).containsExactly("w1 registered", "w1 reregistered");
  }

  @Test
  void aWorkerThatComesBackAsItWasKeepsItsServices() {
    register(deployed(W1, "cpu"));
    register(deployed(W2, "cpu"));
    register(deployed(new NodeId("w3"), "cpu"));
    assertThat(register(deployed(W1, "cpu")).assigned())
        .containsExactly("ner-extraction", "document-processing", "notes-coa");
  }

  @Test
  void aWorkerOfOursLosesWhatItCannotRunAnyMoreAndGetsWhatIsUncovered() {
    assertThat(register(ours(W1, "ner-extraction", "notes-coa")).assigned())
        .containsExactly("ner-extraction", "notes-coa");
    assertThat(register(ours(W1, "notes-coa", "redis")).assigned())
        .containsExactly("notes-coa", "redis");
  }

  @Test
  void whatAWorkerDeclaresCountsAsCovered() {
    register(
        Registration.parse(
            json(
                "{'worker_id':'w1','tunnel_url':'http://w1:1','capabilities':{'worker_type':'storage'},'services':[{'name':'ner-extraction'}]}"),
            false));
    assertThat(register(deployed(W2, "cpu")).assigned())
        .containsExactly("document-processing", "notes-coa", "ner-extraction");
  }

  @Test
  void aDeployedWorkerServesAtOnceOneOfOursOnceItSaysThatTheServiceRuns() {
    register(deployed(W1, "cpu"));
    register(ours(W2, "redis"));
    assertThat(fleet.healthyProviders("ner-extraction", 100)).hasSize(1);
    assertThat(fleet.healthyProviders("redis", 100)).isEmpty();
    registry.heartbeat(W2, heartbeat("{'services_status':{'redis':'starting'}}"));
    assertThat(fleet.healthyProviders("redis", 100)).isEmpty();
    registry.heartbeat(W2, heartbeat("{'services_status':{'redis':'running'}}"));
    assertThat(fleet.healthyProviders("redis", 100)).hasSize(1);
  }

  @Test
  void aWorkerWithoutIdIsGivenOneThatCannotBeTakenForACertifiedOne() {
    var nameless = "{'worker_id':'','tunnel_url':'http://w:1','capabilities':{}}";
    var first = register(Registration.parse(json(nameless), false));
    var second = register(Registration.parse(json(nameless), false));
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(first.id().fingerprint()).isEmpty();
    assertThat(fleet.live()).hasSize(2);
  }

  @Test
  void aWorkerThatMovedToANewerHomeIsLetGo() {
    registry.register(deployed(W1, "cpu"), 3, "through the router");
    registry.release(W1, 3);
    assertThat(fleet.find(W1)).isPresent();
    registry.release(W1, 4);
    assertThat(fleet.find(W1)).isEmpty();
    assertThat(store.rows).isEmpty();
    assertThat(store.events).containsExactly("w1 registered", "w1 released");
    registry.release(W1, 5);
    assertThat(store.events).hasSize(2);
  }

  @Test
  void theHomeEpochNeverGoesBack() {
    registry.register(deployed(W1, "cpu"), 3, "through the router");
    assertThat(registry.register(deployed(W1, "cpu"), 0, "directly").homeEpoch()).isEqualTo(3);
    assertThat(registry.register(deployed(W1, "cpu"), 5, "through the router").homeEpoch())
        .isEqualTo(5);
  }

  @Test
  void renewalsAreWrittenInOneBatchOnce() {
    register(deployed(W1, "cpu"));
    register(deployed(W2, "cpu"));
    clock.advance(INTERVAL);
    registry.heartbeat(W1, Heartbeat.NONE);
    registry.heartbeat(W2, Heartbeat.NONE);
    registry.heartbeat(W1, heartbeat("{'current_load':1}"));
    fleet.writeRenewals();
    assertThat(store.renewals).extracting(Worker::id).containsExactlyInAnyOrder(W1, W2);
    assertThat(store.rows.get(W1).heartbeat().currentLoad()).isEqualTo(1);
    assertThat(store.rows.get(W1).lastSeenAt()).isEqualTo(clock.instant());
    fleet.writeRenewals();
    assertThat(store.renewals).hasSize(2);
  }

  @Test
  void renewalsThatFailAreWrittenLater() {
    register(deployed(W1, "cpu"));
    clock.advance(INTERVAL);
    registry.heartbeat(W1, Heartbeat.NONE);
    store.away = true;
    fleet.writeRenewals();
    store.away = false;
    assertThat(store.renewals).isEmpty();
    fleet.writeRenewals();
    assertThat(store.renewals).extracting(Worker::id).containsExactly(W1);
  }

  @Test
  void aRenewalOfAWorkerThatHasLeftIsForgotten() {
    register(deployed(W1, "cpu"));
    registry.heartbeat(W1, Heartbeat.NONE);
    registry.deregister(W1, "test");
    fleet.writeRenewals();
    assertThat(store.renewals).isEmpty();
    assertThat(store.rows).isEmpty();
  }

  @Test
  void whenTheStoreFailsNothingChanges() {
    var before = register(deployed(W1, "cpu"));
    fleet.suspect(W1, "test");
    store.away = true;
    assertThatThrownBy(() -> register(deployed(W2, "cpu")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> register(deployed(W1, "storage")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> registry.deregister(W1, "test"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> registry.release(W1, 9)).isInstanceOf(IllegalStateException.class);
    assertThat(fleet.live()).containsExactly(before);
    assertThat(fleet.suspicion(W1)).contains("test");
  }

  @Test
  void heartbeatsAreTakenWhileTheStoreIsAway() {
    register(deployed(W1, "cpu"));
    store.away = true;
    clock.advance(DEGRADED);
    registry.heartbeat(W1, Heartbeat.NONE);
    assertThat(fleet.isHealthy(fleet.find(W1).orElseThrow())).isTrue();
  }

  @Test
  void untilTheRegistryIsLoadedNothingCanBeRegisteredOrRenewed() {
    var unloaded = new Registry(store, clock, MAX);
    var early = unloaded.registry;
    assertThat(unloaded.fleet.isLoaded()).isFalse();
    assertProblem(
        () -> early.register(deployed(W1, "cpu"), 0, "directly"), ProblemType.DATABASE_AWAY);
    assertProblem(() -> early.heartbeat(W1, Heartbeat.NONE), ProblemType.DATABASE_AWAY);
    assertProblem(() -> early.deregister(W1, "test"), ProblemType.DATABASE_AWAY);
    store.away = true;
    assertThatThrownBy(unloaded.fleet::load).isInstanceOf(IllegalStateException.class);
    assertThat(unloaded.fleet.isLoaded()).isFalse();
    store.away = false;
    unloaded.fleet.load();
    assertThat(unloaded.fleet.isLoaded()).isTrue();
  }

  @Test
  void whatWasRegisteredIsThereAfterARestart() {
    var worker = register(deployed(W1, "gpu"));
    registry.register(deployed(W2, "cpu"), 0, "directly");
    registry.deregister(W2, "test");
    assertThat(loaded().fleet.live()).containsExactly(worker);
    clock.advance(EXPIRED);
    var restarted = loaded();
    assertThat(restarted.fleet.live()).as("silence meanwhile proves nothing").hasSize(1);
    clock.advance(DEGRADED);
    assertThat(restarted.fleet.live()).isEmpty();
  }

  @Test
  void cleanupRemovesWhatHasExpiredAndNotesWhatWentSilent() {
    register(deployed(W1, "cpu"));
    clock.advance(DEGRADED);
    register(deployed(W2, "cpu"));
    replica.housekeeping.look();
    replica.housekeeping.look();
    assertThat(replica.expire()).isZero();
    assertThat(store.events).containsExactly("w1 registered", "w2 registered", "w1 degraded");

    registry.heartbeat(W1, Heartbeat.NONE);
    replica.housekeeping.look();
    assertThat(store.events).endsWith("w1 recovered");

    replica.passes(EXPIRED, clock);
    assertThat(replica.expire()).isEqualTo(2);
    assertThat(store.rows).isEmpty();
    assertThat(store.events).endsWith("w1 expired", "w2 expired");
  }

  @Test
  void aWorkerThatRegistersAgainWhileCleanupRunsStays() {
    register(deployed(W1, "cpu"));
    register(deployed(W2, "cpu"));
    clock.advance(EXPIRED);
    store.before =
        removed -> {
          store.before = worker -> {};
          register(deployed(removed.id().equals(W1) ? W2 : W1, "cpu"));
        };
    assertThat(replica.expire()).isEqualTo(1);
    assertThat(fleet.live()).hasSize(1);
    assertThat(store.rows.values()).containsExactlyElementsOf(fleet.live());
  }

  @Test
  void leavingIs404ForWhoIsNotThere() {
    assertProblem(() -> registry.deregister(W1, "test"), ProblemType.WORKER_NOT_FOUND);
    register(deployed(W1, "cpu"));
    clock.advance(EXPIRED);
    assertProblem(() -> registry.deregister(W1, "test"), ProblemType.WORKER_NOT_FOUND);
    assertThat(store.events).containsExactly("w1 registered", "w1 expired");
  }

  @Test
  void aSuspectGetsNoCallsUntilItIsHeardOf() {
    var worker = register(deployed(W1, "cpu"));
    fleet.suspect(W1, "connection refused");
    fleet.suspect(W1, "another reason");
    fleet.suspect(W2, "not registered");
    assertThat(fleet.suspicion(W1)).contains("another reason");
    assertThat(fleet.suspicion(W2)).isEmpty();
    assertThat(fleet.isHealthy(worker)).isFalse();
    assertThat(fleet.live()).hasSize(1);
    registry.heartbeat(W1, Heartbeat.NONE);
    assertThat(fleet.healthyProviders("ner-extraction", 100)).hasSize(1);
    fleet.suspect(W1, "again");
    register(deployed(W1, "cpu"));
    assertThat(fleet.suspicion(W1)).isEmpty();
  }

  @Test
  void workersAreListedByAge() {
    register(deployed(W2, "cpu"));
    clock.advance(TICK);
    register(deployed(W1, "cpu"));
    assertThat(fleet.live()).extracting(Worker::id).isEqualTo(List.of(W2, W1));
  }

  @Test
  void aCoordinatorTakesAsManyWorkersAsItMay() {
    for (int i = 0; i < MAX; i++) {
      register(deployed(new NodeId("full-" + i), "cpu"));
    }
    assertProblem(() -> register(deployed(W1, "cpu")), ProblemType.SATURATED);
    assertThat(store.rows).doesNotContainKey(W1);
    var again = register(deployed(new NodeId("full-0"), "cpu"));
    assertThat(fleet.live()).contains(again);
    registry.deregister(again.id(), "leaves");
    assertThat(register(deployed(W1, "cpu")).id()).isEqualTo(W1);
  }

  @Test
  void historySaysThatOneWhoComesBackLateWasGone() {
    register(deployed(W1, "cpu"));
    clock.set(START.plus(EXPIRED).plus(EXPIRED));
    register(deployed(W1, "cpu"));
    assertThat(store.events).containsExactly("w1 registered", "w1 expired", "w1 registered");
    assertThat(store.ended).as("when its lease ran out").isEqualTo(START.plus(EXPIRED));
  }

  @Test
  void aWorkerThatTheRouterHandsOverKeepsItsServices() {
    var body =
        "{'worker_id':'w1','tunnel_url':'http://w1:1','capabilities':{'worker_type':'storage'},'assigned_services':['redis','no-such','redis']}";
    var direct = registry.register(Registration.parse(json(body), false), 0, "directly");
    assertThat(direct.assigned()).doesNotContain("no-such").isNotEqualTo(List.of("redis"));
    registry.deregister(W1, "leaves");
    var handedOver = registry.register(Registration.parse(json(body), true), 2, "by the router");
    assertThat(handedOver.assigned()).containsExactly("redis");
  }
}
