package uk.org.rmatool.router.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.balancing.Affinity;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.BalancingConfig;
import uk.org.rmatool.dataplane.balancing.Choice;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.servlet.Recorded;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.Digest;
import uk.org.rmatool.router.coordinators.EdgeLeaseConfig;
import uk.org.rmatool.router.coordinators.EdgeRegistration;
import uk.org.rmatool.router.coordinators.InMemoryCoordinatorStore;
import uk.org.rmatool.router.coordinators.TestLeases;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.InMemoryIntentStore;
import uk.org.rmatool.router.intents.Intents;

class RouterRoutesTest {
  private static final int CALLS = 1000;
  private static final ServiceCall CALL = ServiceCall.parse("/service/redis/x", null);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final Intents intents = new InMemoryIntentStore().open(clock);
  private final CoordinatorRegistry registry =
      new CoordinatorRegistry(
          new InMemoryCoordinatorStore(),
          new EdgeLeaseConfig(
              Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(30), 10),
          intents,
          TestLeases.SETTINGS,
          clock,
          new Random(1));
  private final RouterRoutes routes =
      new RouterRoutes(registry, new RegionConfig(Optional.empty()));
  private final Balancer balancer =
      new Balancer(
          new BalancingConfig(
              Duration.ofSeconds(10),
              Duration.ZERO,
              1.25,
              5,
              0.3,
              20,
              Duration.ofSeconds(30),
              Duration.ofSeconds(10),
              Duration.ofMinutes(5),
              0.5),
          clock,
          new Random(2));

  @BeforeEach
  void load() {
    registry.load();
  }

  private void join(String id, int inFlight) {
    join(id, inFlight, "eu");
  }

  private void join(String id, int inFlight, String location) {
    var services = "[{'name':'redis','providers':1,'in_flight':%d}]".formatted(inFlight);
    registry.register(
        EdgeRegistration.parse(
            json(
                "{'worker_id':'%s','url':'http://%s:1','location':'%s','services':%s}"
                    .formatted(id, id, location, services))),
        "192.0.2.1");
  }

  private void joinWith(String id, String models) {
    registry.register(
        EdgeRegistration.parse(
            json(
                "{'worker_id':'%s','url':'http://%s:1','services':[{'name':'redis','providers':1,'models':[%s]}]}"
                    .formatted(id, id, models))),
        "192.0.2.1");
  }

  private void decide(String id, String change) {
    intents.decide(
        Subject.COORDINATOR, new NodeId(id), IntentChange.parse(json(change)), "operator");
  }

  private static jakarta.json.JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
      return reader.readObject();
    }
  }

  private long firstAt(String id) {
    long first = 0;
    for (int i = 0; i < CALLS; i++) {
      if (pick().equals(Optional.of(id))) {
        first++;
      }
    }
    return first;
  }

  private Optional<String> pick(String... preferred) {
    return pick(
        preferred.length == 0 ? Map.<String, String>of() : Map.of("X-RMA-Region", preferred[0]));
  }

  private Optional<String> pick(Map<String, String> headers) {
    var request = new Recorded.Exchange("GET", "/", headers).request();
    var candidates = routes.find(CALL, request);
    return balancer.pick("redis", candidates.tiers(), new Affinity.None(), Set.of())
            instanceof Choice.Pick pick
        ? Optional.of(pick.node())
        : Optional.empty();
  }

  @Test
  void weightsShiftTheShareOfCalls() {
    join("a", 0);
    join("b", 0);
    decide("b", "{'weight':25}");
    assertThat(firstAt("a")).isBetween(CALLS * 7L / 10, CALLS * 9L / 10);
    decide("b", "{'weight':0}");
    assertThat(firstAt("a")).isEqualTo(CALLS);
  }

  @Test
  void theLessBusyForItsWeightGoesFirst() {
    join("a", 4);
    join("b", 3);
    assertThat(firstAt("b")).isEqualTo(CALLS);
    decide("b", "{'weight':50}");
    assertThat(firstAt("a")).isEqualTo(CALLS);
  }

  @Test
  void theRegionThatTheClientPrefersServesItWhileItCan() {
    join("near", 50, "eu-west");
    join("far", 0, "us-east");
    assertThat(pick("EU-West")).contains("near");
    assertThat(pick("us-east")).contains("far");
    decide("near", "{'drain':true}");
    assertThat(pick("eu-west")).contains("far");
  }

  @Test
  void aCallThatWantsAModelGoesOnlyWhereItIs() {
    joinWith("a", "'small'");
    joinWith("b", "'small','org/large'");
    join("c", 0);
    var large = Map.of("X-RMA-Model", "org%2Flarge");
    for (int i = 0; i < 20; i++) {
      assertThat(pick(large)).contains("b");
    }
    registry.heartbeat(new NodeId("b"), digest("'small'"));
    assertThatThrownBy(() -> pick(large))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("none of the others has a provider");
  }

  private static Digest digest(String models) {
    var body =
        json("{'services':[{'name':'redis','providers':1,'models':[%s]}]}".formatted(models));
    return Digest.read(body, new JsonFields(body));
  }

  @Test
  void oneThatComesAndGoesGetsCallsOnlyWhileNobodyElseCanHaveThem() {
    join("a", 0);
    for (int i = 0; i < 4; i++) {
      registry.suspect(new NodeId("a"), "connection refused");
      registry.heartbeat(new NodeId("a"), Digest.NONE);
    }
    assertThat(firstAt("a")).isEqualTo(CALLS);
    join("b", 9);
    assertThat(firstAt("b")).isEqualTo(CALLS);
  }

  @Test
  void whomOperatorsDrainOrDoNotWantGetsNone() {
    join("a", 0);
    join("b", 0);
    for (var change : new String[] {"{'drain':true}", "{'drain':false,'approval':'pending'}"}) {
      decide("a", change);
      assertThat(firstAt("b")).isEqualTo(CALLS);
    }
    decide("b", "{'drain':true}");
    assertThatThrownBy(this::pick)
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("operators let 2 have no calls");
    decide("a", "{'approval':'approved','cordon':true}");
    assertThat(pick()).contains("a");
  }
}
