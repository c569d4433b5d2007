package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;

class RecordReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final JsonObject GPU = new JsonObject(Map.of("gpus", new JsonNumber(2)));

  private final RecordReader reader = new RecordReader(new RecordPolicy(new Verifier(99, 99)));
  private final Signer signer = new Signer("lab", Keys.of(1));
  private final String id = signer.id().toString();

  private WorkerPresence worker(String workerId) {
    return new WorkerPresence(
        workerId, "https://lab.example.org", List.of("ocr"), GPU, 0.25, NOW.getEpochSecond());
  }

  @Test
  void aWorkersPresenceIsReadAsItWasWritten() {
    var value = signer.sign(worker(id), NOW, TEN_MINUTES);
    assertThat(reader.worker(id, value, NOW)).contains(worker(id));
    assertThat(reader.worker(id, value, NOW.plus(TEN_MINUTES))).isEmpty();
    assertThat(reader.worker("gpu-001", value, NOW)).isEmpty();
  }

  @Test
  void whoIsFoundUnderAShorterIdHasHisOwn() {
    var longer = new Signer("a-very-long-name", Keys.of(1));
    var own = longer.id().toString();
    var listed = longer.id().shortened().toString();
    var value = longer.sign(worker(listed), NOW, TEN_MINUTES);
    assertThat(reader.worker(listed, value, NOW)).contains(worker(own));
    var other = new Signer("a-very-other", Keys.of(2)).id();
    var liar = new Value.Str(((Value.Str) value).text().replace(own, other.toString()));
    assertThat(reader.worker(listed, liar, NOW)).isEmpty();
  }

  @Test
  void aCoordinatorsPresenceIsReadAsItWasWritten() {
    var presence =
        new CoordinatorPresence(id, "https://c.example.org", "eu-west", 8469, NOW.getEpochSecond());
    var value = signer.sign(presence, NOW, TEN_MINUTES);
    assertThat(reader.coordinator(id, value, NOW)).contains(presence);
    assertThat(reader.worker(id, value, NOW)).isEmpty();
  }

  @Test
  void deployedReadersFindTheMembersTheyRead() throws Exception {
    var value = (Value.Str) signer.sign(worker(id), NOW, TEN_MINUTES);
    var json = (JsonObject) JsonReader.read(value.text());
    assertThat(json.without("_dht").canonical())
        .isEqualTo(
            "{\"capabilities\":{\"gpus\":2},\"last_seen\":1795467600,\"load\":0.25,"
                + "\"services\":[\"ocr\"],\"tunnel_url\":\"https://lab.example.org\","
                + "\"vpn_ip\":null,\"worker_id\":\""
                + id
                + "\"}");
  }

  @Test
  void unsignedPresenceIsBelievedOfDeployedNodesAlone() {
    var deployed =
        "{\"worker_id\": \"%s\", \"tunnel_url\": \"http://192.0.2.7:8000\", \"vpn_ip\": null,"
            + " \"services\": [\"ner\", 7], \"capabilities\": {}, \"load\": 0.0, \"last_seen\":"
            + " 1234.5}";
    assertThat(reader.worker("gpu-001", new Value.Str(deployed.formatted("gpu-001")), NOW))
        .contains(
            new WorkerPresence(
                "gpu-001",
                "http://192.0.2.7:8000",
                List.of("ner"),
                new JsonObject(Map.of()),
                0,
                1234.5));
    assertThat(reader.worker("gpu-002", new Value.Str(deployed.formatted("gpu-001")), NOW))
        .isEmpty();
    assertThat(reader.worker(id, new Value.Str(deployed.formatted(id)), NOW)).isEmpty();
    var coordinator =
        "{\"coordinator_id\":\"edge-1\",\"tunnel_url\":\"https://e\",\"dht_port\":1e9}";
    assertThat(reader.coordinator("edge-1", new Value.Str(coordinator), NOW))
        .contains(new CoordinatorPresence("edge-1", "https://e", "", 8468, 0));
  }

  @Test
  void underTheKeysOfOursOnlyTheSignedMayBeShown() {
    var junk = new Value.Str("junk");
    for (var key : List.of("worker:" + id, "coordinator:" + id, "provider:ocr:0", "shards:ocr")) {
      assertThat(RecordReader.mayBelong(key, junk)).isFalse();
      assertThat(RecordReader.mayBelong(key, new Value.Int(1))).isFalse();
      assertThat(RecordReader.mayBelong(key, new Value.Str("{"))).isFalse();
    }
    assertThat(RecordReader.mayBelong("worker:gpu-001", junk)).isTrue();
    assertThat(RecordReader.mayBelong("service:ocr", new Value.Str("[]"))).isTrue();
    var signed = signer.sign(worker(id), NOW, TEN_MINUTES);
    assertThat(RecordReader.mayBelong("worker:" + id, signed)).isTrue();
  }

  @Test
  void whatIsNoPresenceIsNone() {
    for (var text :
        List.of("", "x", "[]", "{}", "{\"worker_id\":\"gpu-001\"}", "{\"worker_id\":1}")) {
      assertThat(reader.worker("gpu-001", new Value.Str(text), NOW)).isEmpty();
      assertThat(reader.coordinator("gpu-001", new Value.Str(text), NOW)).isEmpty();
      assertThat(reader.worker(id, new Value.Str(text), NOW)).isEmpty();
    }
    assertThat(reader.worker("gpu-001", new Value.Int(1), NOW)).isEmpty();
  }

  @Test
  void aSignerNamesItselfAlone() {
    assertThatThrownBy(() -> signer.sign(worker("gpu-001"), NOW, TEN_MINUTES))
        .hasMessageContaining("gpu-001 is not " + id);
    assertThatThrownBy(() -> signer.sign(worker(id), NOW, Duration.ofMinutes(61)))
        .hasMessageContaining("an hour at most");
  }

  @Test
  void aLaterRecordIsNewerEvenInTheSameMillisecond() {
    var policy = new RecordPolicy(new Verifier(99, 99));
    var first = signer.sign(worker(id), NOW, TEN_MINUTES);
    var second = signer.sign(worker(id), NOW, TEN_MINUTES);
    var key = new RecordKey.OfWorker(signer.id()).point();
    assertThat(policy.combine(key, List.of(second, first), NOW)).contains(second);
  }

  @Test
  void listsOfDeployedNodesAreReadTolerantly() {
    assertThat(LegacyList.read(new Value.Str(" [ \"b\", 1, \"a\", null, {}, \"b\" ]")))
        .containsExactly("b", "a");
    for (var none : List.of("", "x", "{}", "\"a\"", "[\"a\"")) {
      assertThat(LegacyList.read(new Value.Str(none))).isEmpty();
    }
    assertThat(LegacyList.read(new Value.Int(1))).isEmpty();
  }

  @Test
  void listsForDeployedReadersAreInOrderAndFit() {
    assertThat(LegacyList.write(List.of("b", "a\"", "b")))
        .isEqualTo(new Value.Str("[\"a\\\"\",\"b\"]"));
    assertThat(LegacyList.write(List.of())).isEqualTo(new Value.Str("[]"));
    var many =
        (Value.Str)
            LegacyList.write(IntStream.range(1000, 2000).mapToObj("worker-%d"::formatted).toList());
    assertThat(many.text().length()).isBetween(RecordPolicy.MAX_BYTES - 20, RecordPolicy.MAX_BYTES);
    assertThat(LegacyList.read(many)).startsWith("worker-1000");
    assertThat(LegacyList.ofService("ocr")).isEqualTo("service:ocr");
    assertThat(LegacyList.ofCoordinators("asia")).isEqualTo("coordinators:asia");
  }
}
