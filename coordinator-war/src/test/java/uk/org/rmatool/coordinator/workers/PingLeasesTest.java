package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.workers.PingLeases.Outcome;
import uk.org.rmatool.coordinator.workers.PingLeases.Source;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.liveness.LeaseState;
import uk.org.rmatool.platform.wiring.SettableClock;

class PingLeasesTest {
  private static final String RUNNING = "{'services_status':{'ner-extraction':'running'}}";
  private static final NodeId W1 = new NodeId("w1");
  private static final Key NODE = Key.random(new Random(1));
  private static final Source FROM = new Source(NODE, "10.0.0.1:8468");
  private static final Source ELSEWHERE = new Source(NODE, "10.0.0.2:8468");
  private static final Duration PING = Duration.ofSeconds(30);
  private static final Duration PRESENCE = Duration.ofMinutes(10);

  private final InMemoryWorkerStore store = new InMemoryWorkerStore();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ShardCounts shards = new ShardCounts(clock);
  private Registry replica = new Registry(store, clock, 10);
  private PingLeases leases = leases();

  PingLeasesTest() {
    replica.fleet.load();
    replica.others.present();
  }

  private PingLeases leases() {
    return new PingLeases(
        replica.fleet,
        new LeaseConfig(PING, Registry.DEGRADED, Registry.EXPIRED, Duration.ofSeconds(30), 10),
        shards);
  }

  @Test
  void pingsAloneKeepAWorkerAndTheirEndIsNoticedAfterNinetySeconds() {
    registered();
    present();
    for (int i = 0; i < 15; i++) {
      clock.advance(PING);
      assertThat(ping()).isEqualTo(Outcome.RENEWED);
    }
    assertThat(state()).isEqualTo(LeaseState.LIVE);
    replica.passes(Duration.ofSeconds(85), clock);
    assertThat(state()).isEqualTo(LeaseState.LIVE);
    replica.passes(Duration.ofSeconds(5), clock);
    assertThat(state()).isEqualTo(LeaseState.DEGRADED);
    assertThat(leases.counts()).containsEntry("renewed", 15L).containsEntry("unseen", 0L);
  }

  @Test
  void noPingRenewsALeaseBeyondTheEndOfThePresence() {
    registered();
    present();
    clock.advance(PRESENCE.minusSeconds(10));
    speak(RUNNING);
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    clock.advance(Duration.ofSeconds(9));
    assertThat(state()).isEqualTo(LeaseState.LIVE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(state()).isEqualTo(LeaseState.DEGRADED);
    assertThat(ping()).isEqualTo(Outcome.UNSEEN);
    assertThat(state()).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void aNodeThatNobodyVouchedForIsAnsweredAndRenewsNothing() {
    registered();
    clock.advance(Duration.ofSeconds(60));
    assertThat(ping()).isEqualTo(Outcome.OTHER);
    clock.advance(PING);
    assertThat(state()).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void aWorkerWhoseAddressWasChangedOnTheWayIsNotAnsweredUntilItsPresenceComesFromThere() {
    registered();
    present();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    assertThat(ping(ELSEWHERE)).isEqualTo(Outcome.UNSEEN);
    leases.present(ELSEWHERE, W1, clock.instant().plus(PRESENCE), 0);
    assertThat(ping(ELSEWHERE)).isEqualTo(Outcome.RENEWED);
  }

  @Test
  void presencesFromManyAddressesPushOutNobodyElse() {
    registered();
    present();
    for (int i = 0; i < 300_000; i++) {
      var madeUp = new Source(Key.random(new Random(i)), "10.1.0.1:" + i);
      leases.present(madeUp, new NodeId("w" + i % 5_000 + 2), clock.instant().plus(PRESENCE), 0);
    }
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
  }

  @Test
  void ofOneWorkerFewPlacesAreKept() {
    registered();
    present();
    for (int i = 0; i < Presences.PLACES; i++) {
      var madeUp = new Source(NODE, "10.1.0.1:" + i);
      leases.present(madeUp, W1, clock.instant().plus(PRESENCE), 0);
    }
    assertThat(ping()).as("it gives its presence again").isEqualTo(Outcome.UNSEEN);
    present();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
  }

  @Test
  void aWorkerThatIsNotRegisteredHereIsLeftWithoutAnAnswer() {
    registered();
    present();
    replica.registry.deregister(W1, "test");
    assertThat(ping()).isEqualTo(Outcome.UNREGISTERED);
    registered();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    leases.absent(FROM);
    assertThat(ping()).isEqualTo(Outcome.OTHER);
  }

  @Test
  void afterARestartAWorkerIsNotAnsweredUntilItsPresenceIsKnownAgain() {
    registered();
    present();
    replica = new Registry(store, clock, 10);
    replica.fleet.load();
    leases = leases();
    assertThat(ping()).isEqualTo(Outcome.UNSEEN);
    assertThat(told()).contains("\"presence_seen\":false");
    present();
    assertThat(told()).contains("\"presence_seen\":true");
    speak(RUNNING);
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
  }

  @Test
  void whoWasToldThatItsPresenceIsUnknownCountsOnNothing() {
    registered();
    replica = new Registry(store, clock, 10);
    replica.fleet.load();
    leases = leases();
    speak("{}");
    assertThat(ping()).isEqualTo(Outcome.OTHER);
  }

  @Test
  void aWorkerThatHasToHearSomethingIsRenewedAndNotAnswered() {
    registered();
    present();
    var before = replica.fleet.find(W1).orElseThrow().assigned();
    replica.registry.reassign(W1, before, List.of("ner-extraction", "x"), "test");
    clock.advance(Duration.ofSeconds(80));
    assertThat(ping()).isEqualTo(Outcome.WITHHELD);
    clock.advance(Duration.ofSeconds(80));
    assertThat(state()).isEqualTo(LeaseState.LIVE);
    speak("{'services_status':{'ner-extraction':'running','x':'starting'}}");
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    assertThat(leases.pinged(FROM, worker -> false, clock.instant())).isEqualTo(Outcome.WITHHELD);
  }

  @Test
  void aWorkerThatListsItsServicesInTheWrongShardsHasToHearOfIt() {
    registered();
    present();
    told();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    shards.tell("ner-extraction", 8);
    assertThat(ping()).isEqualTo(Outcome.WITHHELD);
    told();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
  }

  @Test
  void historyTellsWhenPingsBeginAndEndToRenew() {
    registered();
    present();
    ping();
    clock.advance(PING);
    ping();
    var standing = replica.fleet.standing(replica.fleet.find(W1).orElseThrow());
    assertThat(standing.why()).endsWith(", by a ping of its DHT node");
    speak("{'status':'well'}");
    replica.housekeeping.look();
    assertThat(store.events).endsWith("w1 registered", "w1 renewed_by_ping");
    clock.advance(PING.multipliedBy(2).plusSeconds(1));
    speak("{'status':'better'}");
    replica.housekeeping.look();
    assertThat(store.events).endsWith("w1 renewed_by_ping", "w1 renewed_by_heartbeat");
  }

  @Test
  void pingsAreWrittenTogetherAndShowInTheDatabase() {
    registered();
    present();
    clock.advance(PING);
    ping();
    ping();
    assertThat(store.renewals).isEmpty();
    replica.fleet.writePings();
    assertThat(store.renewals)
        .singleElement()
        .satisfies(worker -> assertThat(worker.lastSeenAt()).isEqualTo(clock.instant()));
  }

  @Test
  void thePresenceTellsTheLoad() {
    registered();
    leases.present(FROM, W1, clock.instant().plus(PRESENCE), 0.75);
    assertThat(replica.fleet.find(W1).orElseThrow().heartbeat().currentLoad()).isEqualTo(0.75);
  }

  @Test
  void whoIsToMeasureAgainIsNotAnsweredUntilItWasTold() {
    registered();
    present();
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    assertThat(told()).doesNotContain("benchmark_asked_at");
    var measure = IntentChange.parse(json("{'benchmark':true}"));
    var asked = replica.registry.change(W1, measure, "me").benchmark();
    assertThat(ping()).isEqualTo(Outcome.WITHHELD);
    assertThat(told()).contains("\"benchmark_asked_at\":" + asked);
    assertThat(ping()).isEqualTo(Outcome.RENEWED);
    assertThat(store.events).contains("w1 benchmark_asked");
  }

  private void registered() {
    var body =
        "{'worker_id':'w1','tunnel_url':'http://w1:8000','api':'rma/2','runnable':['ner-extraction'],'capabilities':{'dht_node_id':'"
            + NODE
            + "'}}";
    replica.register(Registration.parse(json(body), false));
    speak(RUNNING);
  }

  private void speak(String heartbeat) {
    replica.registry.heartbeat(W1, Heartbeat.read(new JsonFields(json(heartbeat))));
  }

  private void present() {
    leases.present(FROM, W1, clock.instant().plus(PRESENCE), 0);
  }

  private Outcome ping() {
    return ping(FROM);
  }

  private Outcome ping(Source from) {
    return leases.pinged(from, worker -> true, clock.instant());
  }

  private LeaseState state() {
    return replica.fleet.known(W1).map(replica.fleet::state).orElse(LeaseState.EXPIRED);
  }

  private String told() {
    leases.open(new PingLeases.Target("c1", NODE.toString(), "edge", 8468));
    var answer = Json.createObjectBuilder();
    leases.addTo(answer, replica.fleet.find(W1).orElseThrow(), clock.instant());
    return answer.build().toString();
  }
}
