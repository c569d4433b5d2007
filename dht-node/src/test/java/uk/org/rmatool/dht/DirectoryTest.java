package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.records.WorkerPresence;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.identity.NodeKey;

/** Two nodes on the loopback address; one says who provides what, the other looks for it. */
class DirectoryTest {
  private static final String HOST = "127.0.0.1";
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final RecordKey.OfProviders SHARD = new RecordKey.OfProviders("ocr", 0);

  private final List<DhtSeat> seats = new ArrayList<>();
  private final Clock clock = Clock.systemUTC();
  private final NodeKey key = NodeKey.create();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    seats.forEach(DhtSeat::stop);
  }

  @Test
  void aProviderIsFoundUntilItWithdraws() throws Exception {
    var publisher = start("");
    var reader = start(HOST + ":" + publisher.port().orElseThrow());
    Eventually.holds(() -> publisher.joined().isPresent() && reader.joined().isPresent());
    var directory = new Directory(reader, clock, new Random(1));
    assertThat(directory.provider("ocr", "")).isEmpty();

    var id = publish(publisher, "long-worker-name", List.of("ocr"));
    var found = directory.provider("ocr", "").orElseThrow();
    assertThat(found.url()).isEqualTo("https://lab.example.org");
    assertThat(directory.provider("ocr", id)).as("itself").isEmpty();
    assertThat(directory.provider("ner", "")).isEmpty();
    assertThat(directory.providers("ocr")).hasSize(1);
    var shown = DhtJson.lookup(reader.node().orElseThrow(), SHARD.text());
    assertThat(shown.getString("value")).contains("long-worke");
    assertThat(DhtJson.lookup(reader.node().orElseThrow(), "nothing").isNull("value")).isTrue();

    var signer = Signing.signer(key, key.id("long-worker-name"));
    var now = clock.instant();
    set(publisher, SHARD.text(), signer.gone(SHARD, now, now.plus(LIFETIME)));
    assertThat(directory.provider("ocr", "")).isEmpty();
  }

  @Test
  void aWorkerThatDoesNotSayItselfThatItProvidesAServiceIsNotTaken() throws Exception {
    var publisher = start("");
    var reader = start(HOST + ":" + publisher.port().orElseThrow());
    Eventually.holds(() -> publisher.joined().isPresent() && reader.joined().isPresent());
    var unused = publish(publisher, "lab", List.of());
    assertThat(new Directory(reader, clock, new Random(1)).provider("ocr", "")).isEmpty();
  }

  @Test
  void nobodyIsFoundWithoutANode() {
    assertThat(new Directory(seat(1, ""), clock, new Random(1)).provider("ocr", "")).isEmpty();
  }

  private String publish(DhtSeat seat, String name, List<String> services) {
    var id = key.id(name);
    var signer = Signing.signer(key, id);
    var now = clock.instant();
    for (var each : signer.ids()) {
      var presence =
          new WorkerPresence(
              each.toString(),
              "https://lab.example.org",
              services,
              new JsonObject(Map.of()),
              0.5,
              now.getEpochSecond());
      set(seat, new RecordKey.OfWorker(each).text(), signer.sign(presence, now, LIFETIME));
    }
    set(seat, SHARD.text(), signer.provider(SHARD, now, LIFETIME));
    return id.value();
  }

  private static void set(DhtSeat seat, String name, Value value) {
    assertThat(DhtSeat.result(seat.node().orElseThrow().set(name, value))).isPositive();
  }

  private DhtSeat start(String seeds) throws Exception {
    var seat = seat(freePort(), seeds);
    seat.start(
        new DhtSeat.Part(1, Optional.empty(), Duration.ofMinutes(5)),
        new RecordPolicy(new Verifier(1_000, 1_000)));
    return seat;
  }

  private static int freePort() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  private DhtSeat seat(int port, String seeds) {
    var config =
        new DhtConfig(
            true,
            port,
            Optional.of(HOST),
            "*",
            Optional.of(seeds),
            folder.resolve("node" + seats.size()));
    var seat = new DhtSeat(config, new Seeds(config, new ControlClient()));
    seats.add(seat);
    return seat;
  }
}
