package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

/** The example of docs/dht-protocol.md. */
class WorkedExampleTest {
  private static final Path PAGE = Path.of("..", "docs", "dht-protocol.md");
  private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Signer signer = new Signer("lab", Keys.ofSecret(Keys.RFC8032_SECRET));

  private static Bytes onThePage(String name) throws IOException {
    var block = Pattern.compile("```hex " + name + "\n([0-9a-f\n]+)```");
    var matcher = block.matcher(Files.readString(PAGE));
    assertThat(matcher.find()).isTrue();
    return Bytes.ofHex(matcher.group(1).replace("\n", ""));
  }

  private static Bytes store(RecordKey key, Value value) {
    return Datagrams.write(
        new MessageId(Key.named("message")),
        new Request.Store(Request.Sender.of(new NodeId(Key.named("example"))), key.point(), value));
  }

  private Value presence() {
    var presence =
        new WorkerPresence(
            signer.id().toString(),
            "https://lab.example.org",
            List.of("ocr"),
            new JsonObject(Map.of()),
            0.25,
            NOW.getEpochSecond());
    return signer.sign(presence, NOW, TEN_MINUTES);
  }

  private static void assertKept(RecordKey key, Value value) {
    assertThat(new RecordPolicy(new Verifier(9, 9)).judge(key.point(), value, null, NOW))
        .isEqualTo(new Judgement.Keep(value, NOW.plus(TEN_MINUTES)));
  }

  @Test
  void presenceIsAsThePageShowsIt() throws Exception {
    var key = new RecordKey.OfWorker(signer.id());
    var presence = presence();
    assertThat(store(key, presence)).isEqualTo(onThePage("presence"));
    assertThat(Files.readString(PAGE)).contains(((Value.Str) presence).text());
    assertKept(key, presence);
  }

  @Test
  void aProvidersEntryIsAsThePageShowsIt() throws Exception {
    var key = new RecordKey.OfProviders("ocr", 0);
    var provider = signer.provider(key, NOW, TEN_MINUTES);
    assertThat(store(key, provider)).isEqualTo(onThePage("provider"));
    assertThat(Files.readString(PAGE)).contains(((Value.Str) provider).text());
    assertKept(key, provider);
  }

  @Test
  void thePageListsEveryReason() throws Exception {
    var page = Files.readString(PAGE);
    assertThat(Refusal.values())
        .allSatisfy(refusal -> assertThat(page).contains("`" + refusal.code() + "`"));
  }
}
