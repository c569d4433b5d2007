package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.dataplane.PrometheusText;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.database.HealthAnswers;

class DhtSeatTest {
  private static final String HOST = "127.0.0.1";
  private static final DhtSeat.Part PART =
      new DhtSeat.Part(1, Optional.empty(), Duration.ofMinutes(5));

  private final List<DhtSeat> seats = new ArrayList<>();
  @TempDir private Path folder;

  @BeforeAll
  static void answer() {
    HealthAnswers.install();
  }

  @AfterEach
  void stop() {
    seats.forEach(DhtSeat::stop);
  }

  @Test
  void aNodeJoinsThroughAConfiguredSeed() throws Exception {
    var first = seat("first", freePort(), "");
    first.start(PART, policy());
    var second = seat("second", freePort(), HOST + ":" + first.port().orElseThrow());
    var joined = new CountDownLatch(1);
    second.whenJoined("told", node -> done(joined));
    second.start(PART, policy());
    assertThat(joined.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(data(second)).containsEntry("state", "joined").containsEntry("peers", 1L);
  }

  @Test
  void nothingIsDoneInTheNetworkBeforeItIsJoined() throws Exception {
    var alone = seat("alone", freePort(), "");
    var done = new AtomicInteger();
    alone.whenJoined("early", node -> Duration.ofMillis(done.incrementAndGet()));
    alone.start(PART, policy());
    var other = seat("other", freePort(), HOST + ":" + alone.port().orElseThrow());
    assertThat(alone.joined()).isEmpty();
    assertThat(done).hasValue(0);
    assertThat(data(alone)).containsEntry("state", "alone");
    other.start(PART, policy());
    Eventually.holds(() -> done.get() > 0); // whoever was alone learns of the newcomer
  }

  @Test
  void aTakenPortLeavesTheProgramWithoutANodeAndSaysSo() throws Exception {
    try (var holder = new DatagramSocket(new InetSocketAddress(HOST, 0))) {
      var seat = seat("taken", holder.getLocalPort(), "");
      seat.start(PART, policy());
      assertThat(seat.node()).isEmpty();
      assertThat(seat.trouble()).contains(holder.getLocalPort() + " cannot be used");
      assertThat(data(seat)).containsEntry("state", "off").containsKey("reason");
    }
  }

  @Test
  void theNextFreePortIsTakenWhereSeveralMayBeTried() throws Exception {
    try (var holder = new DatagramSocket(new InetSocketAddress(HOST, 0))) {
      var seat = seat("next", holder.getLocalPort(), "");
      seat.start(new DhtSeat.Part(50, Optional.empty(), Duration.ofMinutes(5)), policy());
      assertThat(seat.port().orElseThrow()).isGreaterThan(holder.getLocalPort());
    }
  }

  @Test
  void aNodeThatStartsAgainHasItsIdAndFindsWhomItKnew() throws Exception {
    var first = seat("first", freePort(), "");
    first.start(PART, policy());
    var second = seat("second", freePort(), HOST + ":" + first.port().orElseThrow());
    second.start(PART, policy());
    Eventually.holds(() -> second.joined().isPresent());
    var id = second.node().orElseThrow().id();
    second.stop();
    var again = seat("second", freePort(), "");
    again.start(PART, policy());
    assertThat(again.node().orElseThrow().id()).isEqualTo(id);
    Eventually.holds(() -> again.joined().isPresent());
  }

  @Test
  void aNodeWhoseThreadEndsIsStartedAgain() throws Exception {
    var seat = seat("broken", freePort(), "");
    var opened = new AtomicInteger();
    seat.onOpen(dht -> opened.incrementAndGet());
    var fatal = new FatalPolicy();
    seat.start(PART, fatal);
    var other = seat("other", freePort(), HOST + ":" + seat.port().orElseThrow());
    other.start(PART, policy());
    Eventually.holds(() -> seat.joined().isPresent());
    var broken = seat.node().orElseThrow();
    fatal.armed.set(true);
    var unused = broken.set("any", new Value.Str("thing"));
    Eventually.holds(() -> !broken.isRunning());
    Eventually.holds(() -> seat.joined().filter(dht -> dht.isRunning()).isPresent());
    assertThat(seat.node().orElseThrow().address()).isEqualTo(broken.address());
    assertThat(opened).hasValue(2);
  }

  /** Once it is armed, its next judgement ends the node's thread, as a want of memory would. */
  private static final class FatalPolicy implements ValuePolicy {
    private final ValuePolicy usual = policy();
    private final AtomicBoolean armed = new AtomicBoolean();

    @Override
    public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
      if (armed.getAndSet(false)) {
        throw new OutOfMemoryError("made by a test");
      }
      return usual.judge(key, incoming, present, now);
    }

    @Override
    public Optional<Value> combine(Key key, List<Value> values, Instant now) {
      return usual.combine(key, values, now);
    }
  }

  @Test
  void metricsTellOfARunningNodeAlone() throws Exception {
    var seat = seat("metrics", freePort(), "");
    assertThat(new DhtMetrics(seat).addTo(new PrometheusText()).toString()).isEmpty();
    seat.start(PART, policy());
    assertThat(new DhtMetrics(seat).addTo(new PrometheusText()).toString())
        .contains("rma_dht_peers 0")
        .contains("# TYPE rma_dht_refused_total counter");
  }

  @Test
  void whatIsNoSeedStopsTheStart() {
    assertThatThrownBy(() -> config(folder, 8468, "edge.example.org"))
        .hasMessageContaining("DHT_SEEDS");
    assertThat(config(folder, 8468, "edge.example.org:1, [::1]:2").seeds()).hasSize(2);
    assertThatThrownBy(() -> config(folder, 0, "")).hasMessageContaining("DHT_PORT");
  }

  private static Duration done(CountDownLatch latch) {
    latch.countDown();
    return Duration.ofMinutes(1);
  }

  private static Map<String, Object> data(DhtSeat seat) {
    var response =
        new DhtCheck(
                seat,
                new Reachability(
                    new ReachConfig("auto"),
                    new Seeds(
                        config(Path.of("none"), 1, ""), new ControlClient(), new Coordinators()),
                    new Coordinators(),
                    new ControlClient()))
            .call();
    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    return response.getData().orElseThrow();
  }

  private DhtSeat seat(String name, int port, String seeds) {
    var config = config(folder.resolve(name), port, seeds);
    var seat = new DhtSeat(config, new Seeds(config, new ControlClient(), new Coordinators()));
    seats.add(seat);
    return seat;
  }

  private static DhtConfig config(Path folder, int port, String seeds) {
    return new DhtConfig(true, port, Optional.of(HOST), "*", Optional.of(seeds), folder);
  }

  private static RecordPolicy policy() {
    return new RecordPolicy(new Verifier(1_000, 1_000));
  }

  private static int freePort() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }
}
