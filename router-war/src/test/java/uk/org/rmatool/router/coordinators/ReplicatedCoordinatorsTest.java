package uk.org.rmatool.router.coordinators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.intents.InMemoryIntentStore;

/** Two replicas over one table of coordinators, before either has heard of the other's changes. */
class ReplicatedCoordinatorsTest {
  private static final Duration EXPIRED = Duration.ofSeconds(300);
  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";
  private static final NodeId E1 = new NodeId("e1");

  private final InMemoryCoordinatorStore store = new InMemoryCoordinatorStore();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final CoordinatorRegistry one = loaded();
  private final CoordinatorRegistry two = loaded();

  private CoordinatorRegistry loaded() {
    var leases = new EdgeLeaseConfig(EXPIRED, Duration.ofSeconds(30), Duration.ofSeconds(30), 5);
    var intents = new InMemoryIntentStore().open(clock);
    var registry =
        new CoordinatorRegistry(store, leases, intents, TestLeases.SETTINGS, clock, new Random(1));
    registry.load();
    return registry;
  }

  private static EdgeRegistration at(String address) {
    JsonObject body =
        Json.createObjectBuilder().add("worker_id", "e1").add("tunnel_url", address).build();
    return EdgeRegistration.parse(body);
  }

  private static EdgeRegistration registration() {
    return at("http://e1:8080");
  }

  @Test
  void ofTwoFirstRegistrationsTheSecondIsAnother() {
    one.register(registration(), HERE);
    two.register(at("http://e1:9090"), HERE);
    assertThat(store.events).containsExactly("e1 registered", "e1 reregistered");
    one.refresh(E1);
    assertThat(one.find(E1)).isEqualTo(two.find(E1));
    assertThat(one.find(E1).orElseThrow().tunnelUrl()).hasToString("http://e1:9090");
  }

  @Test
  void anIdThatTheOtherHasJustGivenIsTaken() {
    one.register(registration(), HERE);
    assertThatThrownBy(() -> two.register(registration(), ELSEWHERE))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.ID_TAKEN));
  }

  @Test
  void oneThatHasJustRegisteredAtTheOtherMaySendHeartbeatsAndLeave() {
    one.register(registration(), HERE);
    two.heartbeat(E1, Digest.NONE);
    assertThat(two.find(E1)).isPresent();
    var three = loaded();
    one.register(registration(), HERE);
    three.leave(E1, HERE);
    assertThat(store.rows).isEmpty();
    assertThatThrownBy(() -> one.leave(E1, HERE)).isInstanceOf(PlatformException.class);
    assertThat(one.find(E1)).isEmpty();
    assertThat(store.events).containsExactly("e1 registered", "e1 reregistered", "e1 deregistered");
  }

  @Test
  void whoIsHeardOfAtTheOtherIsNotPutOutHere() {
    one.register(registration(), HERE);
    two.refresh(E1);
    clock.advance(EXPIRED.minusSeconds(1));
    two.heartbeat(E1, Digest.NONE);
    two.writeRenewals();
    clock.advance(Duration.ofSeconds(1));
    assertThat(one.expire()).isZero();
    assertThat(store.events).containsExactly("e1 registered");
    assertThat(one.find(E1)).isPresent();
  }

  @Test
  void expiryIsToldOnce() {
    one.register(registration(), HERE);
    two.refresh(E1);
    clock.advance(EXPIRED);
    assertThat(one.expire()).isEqualTo(1);
    assertThat(two.expire()).isZero();
    assertThat(two.live()).isEmpty();
    assertThat(store.events).containsExactly("e1 registered", "e1 expired");
  }

  @Test
  void whatARegionProvidesIsNotLostToAQuietRenewalOfTheOther() {
    one.register(registration(), HERE);
    two.refresh(E1);
    clock.advance(Duration.ofSeconds(1));
    var redis = Json.createObjectBuilder().add("name", "redis").add("providers", 2);
    one.heartbeat(
        E1, new Digest(Optional.of(Json.createArrayBuilder().add(redis).build()), Optional.of(4)));
    one.writeRenewals();
    assertThat(store.talkative).containsExactly(E1);
    two.refresh(E1);
    assertThat(two.find(E1).orElseThrow().providers("redis")).contains(2);
    two.heartbeat(E1, Digest.NONE);
    two.writeRenewals();
    assertThat(store.talkative).isEmpty();
  }

  @Test
  void historyStaysLinearWhateverComesAtBothAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var calls = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 2_000; i++) {
        var registry = i % 2 == 0 ? one : two;
        calls.add(
            switch (i / 2 % 5) {
              case 0, 1 -> told(() -> registry.register(registration(), HERE));
              case 2 -> told(() -> registry.heartbeat(E1, Digest.NONE));
              case 3 -> told(registry::expire);
              default -> told(() -> registry.leave(E1, HERE));
            });
      }
      for (var result : threads.invokeAll(calls)) {
        assertThat(result.get()).isTrue();
      }
    }
    var registered = false;
    for (var event : store.events) {
      assertThat(registered).as(event).isEqualTo(!event.equals("e1 registered"));
      registered = !event.equals("e1 deregistered");
    }
    assertThat(store.rows.containsKey(E1)).isEqualTo(registered);
    one.refresh(E1);
    two.refresh(E1);
    assertThat(one.find(E1)).isEqualTo(two.find(E1)).isEqualTo(store.find(E1));
  }

  /** A refusal is an answer. */
  private static Callable<Boolean> told(Runnable call) {
    return () -> {
      try {
        call.run();
      } catch (PlatformException e) {
        assertThat(e.problem().type())
            .isIn(ProblemType.COORDINATOR_NOT_FOUND, ProblemType.SATURATED);
      }
      return true;
    };
  }
}
