package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.jkademlia.records.LegacyList;
import uk.org.rmatool.jkademlia.records.RecordKey;

class ServiceRecordsTest {
  private final List<TestNode> nodes = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.seat.stop());
  }

  @Test
  void deployedReadersSeeWhoProvidesAService() throws Exception {
    var coordinator = start("edge");
    var worker = start("lab");
    worker.awaitPeers(1);
    coordinator.awaitPeers(1);
    worker.publish("ocr");
    var gone = "gone-aaaaaaaaaaaaaaaa";
    worker.set("service:ocr", LegacyList.write(List.of("deployed-1", gone)));
    coordinator.records.keep(coordinator.dht(), coordinator.signer, "ocr", List.of("here-1"));
    assertThat(list(worker, "service:ocr"))
        .containsExactlyInAnyOrder("deployed-1", "here-1", worker.signer.id().toString());
    worker.withdraw();
    coordinator.records.keep(coordinator.dht(), coordinator.signer, "ocr", List.of());
    assertThat(list(worker, "service:ocr")).containsExactly("deployed-1", "here-1");
  }

  @Test
  void nothingIsWrittenForAServiceThatNobodyProvides() throws Exception {
    var coordinator = start("edge");
    var other = start("other");
    other.awaitPeers(1);
    coordinator.awaitPeers(1);
    coordinator.records.keep(coordinator.dht(), coordinator.signer, "ocr", List.of());
    assertThat(other.get("service:ocr")).isEmpty();
    assertThat(other.get("shards:ocr")).isEmpty();
  }

  @Test
  void oneOfTheCoordinatorsThatAnswerWritesAndTheOthersLearn() throws Exception {
    var coordinators = List.of(start("edge-1"), start("edge-2"), start("edge-3"));
    var known = coordinators.stream().map(node -> node.asCoordinator("eu")).toList();
    coordinators.forEach(node -> node.awaitPeers(2));
    coordinators.forEach(node -> node.coordinators.told(known));
    var key = new RecordKey.OfShards("ocr").point();
    var mine =
        coordinators.stream()
            .filter(node -> new Turn(node.coordinators).isOf(id(node), key, node.dht()))
            .toList();
    assertThat(mine).hasSize(1);
    var many = IntStream.range(0, 40).mapToObj(i -> "worker-" + i).toList();
    var first = mine.getFirst();
    first.records.keep(first.dht(), first.signer, "ocr", many);
    assertThat(first.counts.count("ocr")).isEqualTo(8);
    var rest = coordinators.stream().filter(node -> !node.equals(first)).toList();
    for (var node : rest) {
      node.records.keep(node.dht(), node.signer, "ocr", List.of("never-written"));
      assertThat(node.counts.count("ocr")).isEqualTo(8);
    }
    assertThat(list(first, "service:ocr")).hasSize(40).doesNotContain("never-written");

    first.seat.stop();
    assertThat(rest)
        .as("one takes over")
        .filteredOn(node -> new Turn(node.coordinators).isOf(id(node), key, node.dht()))
        .hasSize(1);
  }

  /** It would write none of what ours keep, and answers all the same. */
  @Test
  void itIsNeverTheTurnOfADeployedCoordinator() throws Exception {
    var coordinator = start("edge");
    var deployed = start("deployed");
    deployed.awaitPeers(1);
    var address = new InetSocketAddress("127.0.0.1", deployed.seat.port().orElseThrow());
    coordinator.coordinators.told(
        IntStream.range(0, 20)
            .mapToObj(
                i -> new Coordinators.Known("edge-" + i, "eu", Optional.empty(), List.of(address)))
            .toList());
    assertThat(coordinator.coordinators.all()).hasSize(20);
    var key = new RecordKey.OfShards("ocr").point();
    assertThat(new Turn(coordinator.coordinators).isOf(id(coordinator), key, coordinator.dht()))
        .isTrue();
  }

  /** Nobody takes them away again: there is room for some hundreds. */
  @Test
  void manyDeployedWorkersStayListed() throws Exception {
    var coordinator = start("edge");
    var other = start("other");
    other.awaitPeers(1);
    coordinator.awaitPeers(1);
    var deployed = IntStream.range(0, 150).mapToObj(i -> "deployed-" + i).toList();
    other.set("service:ocr", LegacyList.write(deployed));
    coordinator.records.keep(coordinator.dht(), coordinator.signer, "ocr", List.of("zz-here"));
    assertThat(list(other, "service:ocr")).hasSize(151).contains("zz-here").containsAll(deployed);
  }

  @Test
  void aServiceOutgrowsItsShardsBeforeTheyAreFull() throws Exception {
    var coordinator = start("edge");
    assertThat(coordinator.records.isOutgrown("ocr", 6)).isFalse();
    assertThat(coordinator.records.isOutgrown("ocr", 40)).isTrue();
    coordinator.counts.tell("ocr", 8);
    assertThat(coordinator.records.isOutgrown("ocr", 40)).isFalse();
  }

  @Test
  void theCoordinatorsOfALocationAreListed() throws Exception {
    var one = start("edge-1");
    var two = start("edge-2");
    two.awaitPeers(1);
    one.awaitPeers(1);
    var known = List.of(one.asCoordinator("asia"), two.asCoordinator("asia"));
    one.set("coordinators:asia", LegacyList.write(List.of("deployed", "gone-aaaaaaaaaaaaaaaa")));
    for (var node : List.of(one, two)) {
      node.coordinators.told(known);
      node.records.keepCoordinators(node.dht(), node.signer, "asia");
    }
    assertThat(list(one, "coordinators:asia"))
        .containsExactlyInAnyOrder("deployed", id(one), id(two));
  }

  @Test
  void theNumberOfShardsGrowsWithTheProvidersAndShrinksLate() {
    assertThat(ServiceRecords.next(1, 0)).isEqualTo(1);
    assertThat(ServiceRecords.next(1, 40)).isEqualTo(8);
    assertThat(ServiceRecords.next(8, 98)).isEqualTo(16);
    assertThat(ServiceRecords.next(8, 95)).isEqualTo(8);
    assertThat(ServiceRecords.next(8, 33)).isEqualTo(8);
    assertThat(ServiceRecords.next(8, 32)).isEqualTo(8);
    assertThat(ServiceRecords.next(8, 16)).isEqualTo(4);
    assertThat(ServiceRecords.next(8, 0)).isEqualTo(2);
  }

  private static String id(TestNode node) {
    return node.signer.id().toString();
  }

  private static List<String> list(TestNode reader, String name) {
    return LegacyList.read(reader.get(name).orElseThrow());
  }

  private TestNode start(String name) throws Exception {
    var node = TestNode.start(folder, name, nodes.isEmpty() ? "" : nodes.getFirst().address());
    nodes.add(node);
    return node;
  }
}
