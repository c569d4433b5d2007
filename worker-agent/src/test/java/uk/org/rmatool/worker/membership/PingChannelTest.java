package uk.org.rmatool.worker.membership;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.worker.membership.PingChannel.Renewal;

class PingChannelTest {
  private static final PingTarget TARGET = target("edge-1", "aa");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeLine line = new FakeLine();
  private final PingChannel channel = new PingChannel(clock, line);

  private static final class FakeLine implements PingChannel.Line {
    private boolean keeps = true;
    private boolean answers = true;
    private int given;
    private int pinged;

    @Override
    public boolean give(PingTarget target) {
      given++;
      return keeps;
    }

    @Override
    public boolean ping(PingTarget target) {
      pinged++;
      return answers;
    }
  }

  private static PingTarget target(String coordinator, String node) {
    return new PingTarget(coordinator, node, "edge.example", 8468, Duration.ofSeconds(30));
  }

  @Test
  void nothingIsPingedWhereNobodyAskedForIt() {
    assertThat(channel.renew()).isEqualTo(Renewal.FAILED);
    channel.told(Optional.of(TARGET), true);
    assertThat(channel.renew()).isEqualTo(Renewal.DONE);
    channel.told(Optional.empty(), true);
    assertThat(channel.isHeld()).isFalse();
    assertThat(channel.renew()).isEqualTo(Renewal.FAILED);
    assertThat(line.pinged).isOne();
  }

  @Test
  void thePresenceIsGivenBeforeTheFirstPingAndEverySevenMinutes() {
    channel.told(Optional.of(TARGET), true);
    for (int i = 0; i < 28; i++) {
      assertThat(channel.renew()).isEqualTo(Renewal.DONE);
      clock.advance(Duration.ofSeconds(30));
    }
    assertThat(line.pinged).isEqualTo(28);
    assertThat(line.given).isEqualTo(2);
  }

  @Test
  void aPingIsNothingWhereThePresenceIsNotKept() {
    line.keeps = false;
    channel.told(Optional.of(TARGET), true);
    assertThat(channel.renew()).isEqualTo(Renewal.FAILED);
    assertThat(line.pinged).isZero();
  }

  @Test
  void twoUnansweredPingsEndItAndAnAnsweredOneBringsItBack() {
    channel.told(Optional.of(TARGET), true);
    channel.renew();
    line.answers = false;
    assertThat(channel.renew()).isEqualTo(Renewal.MISSED);
    assertThat(channel.isHeld()).isTrue();
    assertThat(channel.renew()).isEqualTo(Renewal.FAILED);
    assertThat(channel.isHeld()).isFalse();
    assertThat(channel.renew()).isEqualTo(Renewal.FAILED);
    line.answers = true;
    assertThat(channel.renew()).isEqualTo(Renewal.DONE);
    line.answers = false;
    assertThat(channel.renew()).isEqualTo(Renewal.MISSED);
  }

  @Test
  void oneLostDatagramCostsAPresenceAndNothingElse() {
    channel.told(Optional.of(TARGET), true);
    channel.renew();
    line.answers = false;
    channel.renew();
    line.answers = true;
    assertThat(channel.renew()).isEqualTo(Renewal.DONE);
    assertThat(line.given).isEqualTo(2);
  }

  @Test
  void anotherReplicasWordDoesNotEndWhatWorksButAnotherCoordinatorsDoes() {
    channel.told(Optional.of(TARGET), true);
    channel.renew();
    channel.told(Optional.of(target("edge-1", "bb")), true);
    assertThat(channel.isHeld()).isTrue();
    channel.told(Optional.of(target("edge-2", "cc")), true);
    assertThat(channel.isHeld()).isFalse();
  }

  @Test
  void aPresenceThatIsUnknownIsGivenAgain() {
    channel.told(Optional.of(TARGET), true);
    channel.renew();
    channel.told(Optional.of(TARGET), false);
    channel.renew();
    assertThat(line.given).isEqualTo(2);
  }

  @Test
  void whatACoordinatorTellsIsReadWithCare() {
    var told =
        Json.createObjectBuilder()
            .add("coordinator_id", "edge-1")
            .add("node_id", "aa")
            .add("host", "edge.example")
            .add("port", 8468)
            .add("interval_seconds", 30)
            .add("presence_seen", false);
    var answer = Json.createObjectBuilder().add("lease_ping", told).build();
    assertThat(PingTarget.of(answer)).contains(TARGET);
    assertThat(PingTarget.isPresenceSeen(answer)).isFalse();
    for (var wrong : new String[] {"port", "interval_seconds"}) {
      var other = Json.createObjectBuilder(answer.getJsonObject("lease_ping")).add(wrong, 0);
      assertThat(PingTarget.of(Json.createObjectBuilder().add("lease_ping", other).build()))
          .isEmpty();
    }
    assertThat(PingTarget.of(Json.createObjectBuilder().add("lease_ping", 7).build())).isEmpty();
  }

  @Test
  void aHeartbeatIsDueDailyAndWhenThereIsSomethingToSay() {
    var last = new LastHeartbeat(clock, new Random(1));
    var heartbeat =
        Json.createObjectBuilder().add("status", "healthy").add("current_load", 0.1).build();
    assertThat(last.isDue(heartbeat)).isTrue();
    last.accepted(heartbeat);
    assertThat(last.isDue(heartbeat)).isFalse();
    assertThat(last.isDue(Json.createObjectBuilder(heartbeat).add("current_load", 0.9).build()))
        .isFalse();
    assertThat(last.isDue(Json.createObjectBuilder(heartbeat).add("status", "paused: x").build()))
        .isTrue();
    clock.advance(Duration.ofHours(19));
    assertThat(last.isDue(heartbeat)).isFalse();
    clock.advance(Duration.ofHours(5));
    assertThat(last.isDue(heartbeat)).isTrue();
  }
}
