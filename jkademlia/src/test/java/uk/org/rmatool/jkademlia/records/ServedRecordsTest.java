package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.Store;

/** What a store makes of the rules for records. */
class ServedRecordsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
  private static final RecordKey.OfProviders SHARD = new RecordKey.OfProviders("ocr", 0);

  private final RecordPolicy policy = new RecordPolicy(new Verifier(99, 99));
  private final Store store =
      new Store(new NodeId(Key.named("node")), Store.Limits.DEFAULT, policy);

  private static Value listing(int number, int minutes) {
    return new Signer("lab-" + number, Keys.of(number))
        .provider(SHARD, NOW, Duration.ofMinutes(minutes));
  }

  private Optional<Value> servedAfter(int minutes) {
    return store.get(SHARD.point(), NOW.plus(Duration.ofMinutes(minutes)));
  }

  @Test
  void anEntryThatRanOutIsNotServedThoughItsSetIs() {
    store.put(SHARD.point(), listing(1, 5), null, NOW);
    store.put(SHARD.point(), listing(2, 10), null, NOW);
    assertThat(servedAfter(4).orElseThrow()).isNotIn(listing(1, 5), listing(2, 10));
    assertThat(servedAfter(5)).contains(listing(2, 10));
    assertThat(servedAfter(10)).isEmpty();
  }

  @Test
  void whatCameUnsignedIsNoLongerServedOnceTheKeyIsKnownToBeSigned() {
    var id = CertifiedId.of("lab", Keys.of(1).publicKey());
    var key = new RecordKey.OfWorker(id).point();
    store.put(key, new Value.Str("junk"), null, NOW);
    assertThat(store.get(key, NOW)).contains(new Value.Str("junk"));
    var signed = Signed.make(presence(id), "worker:" + id, 1, NOW.plusSeconds(9), Keys.of(1));
    policy.judge(key, new Value.Str(signed.text()), null, NOW);
    assertThat(store.get(key, NOW)).isEmpty();
  }

  private static JsonObject presence(CertifiedId id) {
    return new JsonObject(Map.of("worker_id", new JsonString(id.toString())));
  }
}
