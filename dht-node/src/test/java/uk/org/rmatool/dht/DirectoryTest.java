package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.jkademlia.node.Reach;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.WorkerPresence;

/** Nodes on the loopback address; some say who provides what, others look for it. */
class DirectoryTest {
  private static final RecordKey.OfProviders SHARD = new RecordKey.OfProviders("ocr", 0);

  private final List<TestNode> nodes = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.seat.stop());
  }

  @Test
  void aProviderIsFoundUntilItWithdraws() throws Exception {
    var publisher = start("long-worker-name");
    var reader = start("reader");
    reader.awaitPeers(1);
    publisher.awaitPeers(1);
    var directory = reader.directory;
    assertThat(directory.provider("ocr", Set.of())).isEmpty();

    publisher.publish("ocr");
    var found = directory.provider("ocr", Set.of()).orElseThrow();
    assertThat(found.url()).isEqualTo("https://lab.example.org");
    var id = publisher.signer.id().toString();
    assertThat(found.id()).as("as its coordinator knows it").isEqualTo(id);
    assertThat(directory.provider("ocr", Set.of(id))).as("itself").isEmpty();
    assertThat(directory.provider("ner", Set.of())).isEmpty();
    assertThat(directory.providers("ocr")).hasSize(1);
    var shown = DhtJson.lookup(reader.dht(), SHARD.text());
    assertThat(shown.getString("value")).contains("long-worke");
    assertThat(DhtJson.lookup(reader.dht(), "nothing").isNull("value")).isTrue();

    publisher.withdraw();
    assertThat(directory.provider("ocr", Set.of())).isEmpty();
  }

  @Test
  void aWorkerThatDoesNotSayItselfThatItProvidesAServiceIsNotTaken() throws Exception {
    var publisher = start("lab");
    var reader = start("reader");
    reader.awaitPeers(1);
    publisher.awaitPeers(1);
    publisher.publish("ocr");
    publisher.say(List.of());
    assertThat(reader.directory.provider("ocr", Set.of())).isEmpty();
    assertThat(reader.directory.providers("ocr")).isEmpty();
  }

  @Test
  void whoIsNotWantedDoesNotHideTheOthers() throws Exception {
    var dead = start("dead");
    var alive = start("alive");
    var reader = start("reader");
    for (var node : List.of(dead, alive, reader)) {
      node.awaitPeers(2);
    }
    dead.publish("ocr");
    alive.publish("ocr");
    var other = dead.signer.id().toString();
    for (int i = 0; i < 10; i++) {
      assertThat(reader.directory.provider("ocr", Set.of(other)).map(WorkerPresence::id))
          .contains(alive.signer.id().toString());
    }
  }

  /** As a coordinator whose workers are all behind NAT. */
  @Test
  void aNodeThatKnowsNobodyFindsWhatItsClientsSay() throws Exception {
    var coordinator = start("edge");
    var client = TestNode.start(folder, "lab", "");
    nodes.add(client);
    client.coordinators.told(List.of(coordinator.asCoordinator("eu")));
    client.dht().reach(new Reach.ClientOf(client.coordinators.nodes()));
    assertThat(DhtSeat.result(client.dht().bootstrap(List.copyOf(client.coordinators.nodes()))))
        .isEqualTo(1);
    client.publish("ocr");
    assertThat(coordinator.seat.joined()).isEmpty();
    var id = client.signer.id().toString();
    assertThat(coordinator.directory.provider("ocr", Set.of()).map(WorkerPresence::id))
        .contains(id);
    assertThat(coordinator.directory.providers("ocr"))
        .extracting(WorkerPresence::id)
        .containsExactly(id);
  }

  @Test
  void nobodyIsFoundWithoutANode() {
    var node = new TestNode(folder, "off", 1, "", Clock.systemUTC());
    assertThat(node.directory.provider("ocr", Set.of())).isEmpty();
    assertThat(node.directory.providers("ocr")).isEmpty();
  }

  /** In one shard there would be room for 31. */
  @Test
  void allOfFortyThatPublishAtOnceAreListed() throws Exception {
    var reader = start("reader");
    var publishers = new ArrayList<TestNode>();
    for (int i = 0; i < 40; i++) {
      publishers.add(start("lab-" + i));
    }
    for (var node : publishers) {
      node.awaitPeers(20);
      node.counts.tell("ocr", 8);
    }
    var threads =
        publishers.stream()
            .map(node -> Thread.ofVirtual().start(() -> node.publish("ocr")))
            .toList();
    for (var thread : threads) {
      assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
    }
    reader.counts.tell("ocr", 8);
    var all =
        publishers.stream().map(node -> node.signer.id().toString()).collect(Collectors.toSet());
    Eventually.holds(
        () ->
            reader.directory.providers("ocr").stream()
                .map(WorkerPresence::id)
                .collect(Collectors.toSet())
                .equals(all));
  }

  @Test
  void oneProviderIsFoundInWhicheverShardItIs() throws Exception {
    var publisher = start("lab");
    var reader = start("reader");
    reader.awaitPeers(1);
    publisher.awaitPeers(1);
    publisher.counts.tell("ocr", 64);
    reader.counts.tell("ocr", 64);
    publisher.publish("ocr");
    assertThat(IntStream.range(0, 5))
        .allMatch(i -> reader.directory.provider("ocr", Set.of()).isPresent());
    assertThat(reader.directory.providers("ocr")).hasSize(1);
  }

  @Test
  void theNumberOfShardsIsBelievedOfCoordinatorsAlone() throws Exception {
    var coordinator = start("coordinator");
    var publisher = start("lab");
    var reader = start("reader");
    publisher.awaitPeers(2);
    reader.awaitPeers(2);
    coordinator.awaitPeers(2);
    var key = new RecordKey.OfShards("ocr");
    coordinator.set(
        key.text(),
        coordinator.signer.shards(key, 16, coordinator.clock.instant(), Duration.ofMinutes(5)));
    publisher.coordinators.told(List.of(coordinator.asCoordinator("eu")));
    publisher.publish("ocr");
    assertThat(publisher.counts.count("ocr")).isEqualTo(16);
    assertThat(reader.directory.providers("ocr")).hasSizeLessThan(2);
    assertThat(reader.counts.count("ocr")).isEqualTo(1);
  }

  private TestNode start(String name) throws Exception {
    var node = TestNode.start(folder, name, nodes.isEmpty() ? "" : nodes.getFirst().address());
    nodes.add(node);
    return node;
  }
}
