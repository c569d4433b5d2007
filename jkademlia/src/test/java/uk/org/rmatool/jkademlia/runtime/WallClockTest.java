package uk.org.rmatool.jkademlia.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.PingPolicy;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.records.Keys;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;
import uk.org.rmatool.jkademlia.udp.UdpTransport;

/** Somebody sets the machine's clock. */
class WallClockTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Signer signer = new Signer("lab", Keys.of(1));
  private final RecordKey at = new RecordKey.OfWorker(signer.id());
  private volatile Instant wall = START;
  private long nanos;

  private final WallClock clock = new WallClock(() -> wall, () -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
    wall = wall.plus(time);
  }

  private Value signed(Instant now) {
    var presence =
        new WorkerPresence(signer.id().toString(), "x", List.of(), new JsonObject(Map.of()), 0, 0);
    return signer.sign(presence, now, TEN_MINUTES);
  }

  @ParameterizedTest
  @ValueSource(longs = {-7_200, -1, 1, 7_200})
  void theTimeForTimersGoesOnEvenlyWhereverTheClockIsSet(long seconds) {
    pass(Duration.ofSeconds(3));
    clock.watch();
    wall = wall.plusSeconds(seconds);
    clock.watch();
    pass(Duration.ofSeconds(4));
    assertThat(clock.now()).isEqualTo(START.plusSeconds(7));
  }

  @Test
  void recordsGoByTheClockAsSoonAsItIsSetRight() {
    var policy = new ByWallClock.Values(new RecordPolicy(new Verifier(9, 9)), clock);
    var record = signed(START);
    wall = wall.plus(Duration.ofHours(2));
    assertThat(policy.judge(at.point(), record, null, clock.now()))
        .isEqualTo(new Judgement.Refuse("expired"));
    wall = START;
    pass(Duration.ofMinutes(1));
    assertThat(policy.judge(at.point(), record, null, clock.now()))
        .isEqualTo(new Judgement.Keep(record, clock.now().plus(Duration.ofMinutes(9))));
  }

  @Test
  void aRunningNodeAnswersAndKeepsRecordsAfterEachStep() throws Exception {
    try (var one = start();
        var other = start()) {
      var known = List.of(one.address());
      assertThat(other.bootstrap(known).get(20, TimeUnit.SECONDS)).isEqualTo(1);
      for (var step : List.of(Duration.ofHours(2), Duration.ofHours(-2), Duration.ofDays(-3))) {
        wall = wall.plus(step);
        assertThat(other.ping(one.address()).get(20, TimeUnit.SECONDS)).isPresent();
        assertThat(other.give(one.address(), at.text(), signed(wall)).get(20, TimeUnit.SECONDS))
            .as("a record of %s", wall)
            .isTrue();
        assertThat(other.peers().get(20, TimeUnit.SECONDS)).hasSize(1);
      }
    }
  }

  private Dht start() throws Exception {
    return Dht.start(
        Dht.newId(),
        Settings.DEFAULT,
        new RecordPolicy(new Verifier(99, 99)),
        PingPolicy.USUAL,
        UdpTransport.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        new Random(1),
        () -> wall);
  }
}
