package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.wiring.SettableClock;

/** Two replicas over one store. */
class ReplicasTest {
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
  private static final NodeId W1 = new NodeId("w1");

  private final InMemoryWorkerStore store = new InMemoryWorkerStore();
  private final SettableClock clock = new SettableClock(START);
  private final Registry a = loaded();
  private final Registry b = loaded();

  private Registry loaded() {
    var replica = new Registry(store, clock, 1_000);
    replica.fleet.load();
    replica.others.present();
    return replica;
  }

  private static Registration registration(String id, String url) {
    return Registration.parse(
        json("{'worker_id':'%s','tunnel_url':'%s','capabilities':{}}".formatted(id, url)), false);
  }

  private static Registration w1() {
    return registration("w1", "http://w1:1");
  }

  private void told(Registry replica) {
    store.changedElsewhere.add(W1);
    replica.others.follow();
  }

  @Test
  void whatOneReplicaChangesTheOtherSees() {
    a.register(w1());
    told(b);
    assertThat(b.fleet.live()).extracting(Worker::id).containsExactly(W1);
    b.registry.deregister(W1, "leaves");
    told(a);
    assertThat(a.fleet.live()).isEmpty();
  }

  @Test
  void aHeartbeatMayArriveAtAReplicaThatHasNotHeardOfTheRegistrationYet() {
    a.register(w1());
    clock.advance(Duration.ofSeconds(1));
    b.registry.heartbeat(W1, Heartbeat.NONE);
    assertThat(b.fleet.find(W1)).isPresent();
    assertThatThrownBy(() -> b.registry.heartbeat(new NodeId("nobody"), Heartbeat.NONE))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.WORKER_NOT_FOUND));
  }

  @Test
  void aHeartbeatAtOneReplicaKeepsTheLeaseAtTheOther() {
    a.register(w1());
    told(b);
    clock.advance(Registry.DEGRADED.minusSeconds(1));
    b.registry.heartbeat(W1, Heartbeat.NONE);
    b.fleet.writeRenewals();
    clock.advance(Duration.ofSeconds(2));
    assertThat(a.fleet.state(a.fleet.find(W1).orElseThrow())).isEqualTo(LeaseState.DEGRADED);
    a.others.hear();
    assertThat(a.fleet.state(a.fleet.find(W1).orElseThrow())).isEqualTo(LeaseState.LIVE);
  }

  @Test
  void onlyWhatWorkersMayDoIsANewVersionWhereverItIsHeardOf() {
    a.register(w1());
    told(b);
    var version = a.fleet.version();
    hears("{'current_load':0.5}");
    assertThat(a.fleet.version()).isEqualTo(version);
    hears("{'current_load':0.5,'services_status':{'ner':'running'}}");
    assertThat(a.fleet.version()).isGreaterThan(version);
    version = a.fleet.version();
    a.registry.heartbeat(W1, heartbeat("{'services_status':{'ner':'failed'}}"));
    assertThat(a.fleet.version()).isGreaterThan(version);
    version = a.fleet.version();
    a.fleet.suspect(W1, "refused");
    assertThat(a.fleet.version()).isGreaterThan(version);
    version = a.fleet.version();
    a.registry.heartbeat(W1, heartbeat("{'services_status':{'ner':'failed'}}"));
    assertThat(a.fleet.version()).as("it is trusted again").isGreaterThan(version);
    version = a.fleet.version();
    var view = a.fleet.view();
    a.registry.heartbeat(W1, heartbeat("{'current_load':1,'services_status':{'ner':'failed'}}"));
    assertThat(a.fleet.version()).isEqualTo(version);
    assertThat(a.fleet.view()).as("the load is shown at once all the same").isNotSameAs(view);
  }

  /** What the worker says to one replica, the other hears. */
  private void hears(String heartbeat) {
    clock.advance(Duration.ofSeconds(1));
    b.registry.heartbeat(W1, heartbeat(heartbeat));
    b.fleet.writeRenewals();
    a.others.hear();
  }

  private static Heartbeat heartbeat(String text) {
    return Heartbeat.read(new JsonFields(json(text)));
  }

  @Test
  void oneThatStopsKnowsWhetherOthersGoOn() {
    assertThat(a.others.leave()).isTrue();
    store.away = true;
    assertThat(b.others.leave()).as("it cannot find out that it is alone now").isTrue();
    store.away = false;
    var presences = store.presences;
    b.others.present();
    assertThat(store.presences).as("it does not say any more that it runs").isEqualTo(presences);
    assertThat(b.others.leave()).isFalse();
  }

  @Test
  void cleanupDoesNotRemoveWhomAnotherReplicaHasHeardOf() {
    a.register(w1());
    told(b);
    clock.advance(Registry.EXPIRED.minusSeconds(1));
    b.registry.heartbeat(W1, Heartbeat.NONE);
    b.fleet.writeRenewals();
    clock.advance(Duration.ofSeconds(2));
    assertThat(a.fleet.due()).containsExactly(W1);
    assertThat(a.expire()).isZero();
    assertThat(store.rows).containsKey(W1);
    assertThat(a.fleet.find(W1)).as("it was looked up again").isPresent();
  }

  @Test
  void anIdIsNotGivenToTwoAddressesThoughBothReplicasAreAskedAtOnce() {
    store.before =
        worker -> {
          store.before = other -> {};
          b.register(w1());
        };
    assertThatThrownBy(() -> a.register(registration("w1", "http://thief:1")))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.ID_TAKEN));
    assertThat(store.rows.get(W1).tunnelUrl().getHost()).isEqualTo("w1");
    assertThat(store.events).containsExactly("w1 registered");
  }

  @Test
  void anOperatorsDecisionHoldsAtBothReplicasAndOutlivesTheRegistration() {
    a.register(w1());
    told(b);
    var drain =
        new IntentChange(
            Optional.empty(),
            Optional.of(true),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.of("disk fails"));
    a.registry.change(W1, drain, "an operator");
    told(b);
    for (var replica : List.of(a, b)) {
      var worker = replica.fleet.find(W1).orElseThrow();
      assertThat(replica.fleet.isHealthy(worker)).isFalse();
      assertThat(replica.fleet.standing(worker).state()).isEqualTo("drained");
      assertThat(replica.fleet.standing(worker).why()).contains("an operator", "disk fails");
    }
    b.registry.deregister(W1, "leaves");
    a.others.follow();
    told(a);
    var again = a.register(w1());
    assertThat(a.fleet.isHealthy(again)).isFalse();
    assertThat(loaded().fleet.intent(W1).drain()).as("after a restart").isTrue();
  }

  @Test
  void newcomersWaitWhereOperatorsApproveThem() {
    var strict = new Registry(store, clock, 1_000, "approval");
    strict.fleet.load();
    var worker = strict.register(w1());
    assertThat(strict.fleet.standing(worker).state()).isEqualTo("pending");
    assertThat(strict.fleet.isHealthy(worker)).isFalse();
    assertThat(strict.fleet.view().providers("ner-extraction").able()).isEmpty();
    var approve = Intent.NONE;
    strict.registry.decide(
        W1,
        new Intent(
            false,
            false,
            100,
            uk.org.rmatool.platform.intent.Approval.APPROVED,
            Map.of(),
            0,
            "",
            clock.millis() + 1,
            "an operator"));
    assertThat(strict.fleet.isHealthy(worker)).isTrue();
    strict.registry.decide(W1, approve);
    assertThat(strict.fleet.isHealthy(worker)).as("an older decision changes nothing").isTrue();
  }

  @Test
  void historyStaysLinearWhateverComesAtOnce() throws Exception {
    var refused = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        var replica = i % 2 == 0 ? a : b;
        var step = i % 5;
        threads.submit(
            () -> {
              try {
                switch (step) {
                  case 0, 1 -> replica.register(w1());
                  case 2 -> replica.registry.heartbeat(W1, Heartbeat.NONE);
                  case 3 -> replica.registry.deregister(W1, "leaves");
                  default -> replica.registry.release(W1, 1);
                }
              } catch (PlatformException e) {
                refused.incrementAndGet();
              }
            });
      }
    }
    told(a);
    told(b);
    var there = store.rows.containsKey(W1);
    assertThat(a.fleet.find(W1).isPresent()).isEqualTo(there);
    assertThat(b.fleet.find(W1).isPresent()).isEqualTo(there);
    var registered = false;
    for (var event : store.events) {
      switch (event) {
        case "w1 registered" -> {
          assertThat(registered).as("registered only when it was not").isFalse();
          registered = true;
        }
        case "w1 reregistered" -> assertThat(registered).isTrue();
        case "w1 deregistered", "w1 released" -> {
          assertThat(registered).as("left only when it was there").isTrue();
          registered = false;
        }
        default -> throw new AssertionError(event);
      }
    }
    assertThat(registered).isEqualTo(there);
  }
}
