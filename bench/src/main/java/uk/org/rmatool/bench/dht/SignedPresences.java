package uk.org.rmatool.bench.dht;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import uk.org.rmatool.jkademlia.json.JsonValue;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordReader;
import uk.org.rmatool.jkademlia.records.Signer;
import uk.org.rmatool.jkademlia.records.SigningKey;
import uk.org.rmatool.jkademlia.records.WorkerPresence;

/** Presences as our workers sign them, each with a key of its own. */
final class SignedPresences implements Records {
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final List<Signer> signers;

  SignedPresences(int count) {
    var random = new SecureRandom();
    signers =
        IntStream.range(0, count)
            .mapToObj(number -> new Signer("w" + number, SigningKey.create(random)))
            .toList();
  }

  @Override
  public String name(int number) {
    return new RecordKey.OfWorker(signers.get(number).id()).text();
  }

  @Override
  public Value make(int number) {
    var now = Instant.now();
    var capabilities =
        new JsonValue.JsonObject(
            Map.of(
                "os", new JsonValue.JsonString("Linux 6.8"),
                "cpu_cores", new JsonValue.JsonNumber(8)));
    var presence =
        new WorkerPresence(
            signers.get(number).id().toString(),
            "https://worker-%d.example.org".formatted(number),
            List.of("ner-extraction", "document-processing"),
            capabilities,
            0.25,
            now.getEpochSecond());
    return signers.get(number).sign(presence, now, LIFETIME);
  }

  @Override
  public boolean isOf(int number, Value value) {
    return RecordReader.held(value)
        .filter(held -> held.presence().id().equals(signers.get(number).id().toString()))
        .isPresent();
  }
}
