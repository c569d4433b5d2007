package uk.org.rmatool.jkademlia.records;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.json.JsonException;
import uk.org.rmatool.jkademlia.json.JsonReader;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Reads values that a look-up returned, or that came another way, and believes nothing that its
 * rules do not allow. It knows for which id it asks, so under the key of an id that certifies a key
 * it takes signed records alone. For one thread, that of the policy.
 */
public final class RecordReader {
  private final RecordPolicy policy;

  public RecordReader(RecordPolicy policy) {
    this.policy = policy;
  }

  /**
   * Whether a value that was found under a key string may be shown for it: under the key of an id
   * that certifies a key, of providers or of shards, nothing unsigned. What is signed the look-up
   * has checked.
   */
  public static boolean mayBelong(String key, Value value) {
    if (RecordKey.parse(key).isEmpty()) {
      return true;
    }
    try {
      return !(Content.of(value) instanceof Content.Plain);
    } catch (RefusedException refused) {
      return false;
    }
  }

  /**
   * A worker's presence.
   *
   * @param until when it has to be renewed
   */
  public record Held(WorkerPresence presence, Instant until) {}

  /** The presence of one of our workers in a value that our policy has just let in. */
  public static Optional<Held> held(Value admitted) {
    try {
      return Content.of(admitted) instanceof Content.One(var signed)
          ? WorkerPresence.of(signed.body()).map(it -> new Held(it, signed.expires()))
          : Optional.empty();
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  /**
   * The presence of a worker; a deployed worker's is unsigned. Found under the shorter id by which
   * provider sets name it, it has the worker's own id, if the same key certifies that.
   */
  public Optional<WorkerPresence> worker(String id, Value value, Instant now) {
    return presence("worker:" + id, id, value, now)
        .flatMap(
            json ->
                WorkerPresence.of(json)
                    .filter(presence -> presence.id().equals(id))
                    .map(presence -> fullId(json, id).map(presence::under).orElse(presence)));
  }

  private static Optional<String> fullId(JsonObject json, String id) {
    return json.text(WorkerPresence.FULL_ID)
        .filter(
            full ->
                CertifiedId.parse(full)
                    .filter(it -> it.shortened().toString().equals(id))
                    .isPresent());
  }

  /** The presence of a coordinator; a deployed coordinator's is unsigned. */
  public Optional<CoordinatorPresence> coordinator(String id, Value value, Instant now) {
    return presence("coordinator:" + id, id, value, now)
        .flatMap(CoordinatorPresence::of)
        .filter(presence -> presence.id().equals(id));
  }

  /** The providers in a shard, less those that withdrew. */
  public List<CertifiedId> providers(RecordKey.OfProviders shard, Value value, Instant now) {
    return each(shard, value, now, Ownership::provider);
  }

  /**
   * Into how many shards a service is divided: the greatest number that somebody trusted tells,
   * since a reader of too many shards misses nobody.
   *
   * @param trusted tells of a raw public key whether its holder is a coordinator known otherwise
   */
  public OptionalInt shards(
      RecordKey.OfShards service, Value value, Predicate<Bytes> trusted, Instant now) {
    return each(
            service,
            value,
            now,
            entry -> Ownership.shards(entry).filter(count -> trusted.test(entry.publicKey())))
        .stream()
        .mapToInt(Integer::intValue)
        .max();
  }

  private Optional<JsonObject> presence(String key, String id, Value value, Instant now) {
    if (CertifiedId.parse(id).isPresent()) {
      return policy.believed(Key.named(key), value, now).map(Signed::body);
    }
    try {
      return value instanceof Value.Str text
              && JsonReader.read(text.text()) instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private <T> List<T> each(
      RecordKey key, Value value, Instant now, Function<Signed, Optional<T>> reading) {
    return policy.believedEntries(key.point(), value, now).entries().stream()
        .map(reading)
        .flatMap(Optional::stream)
        .toList();
  }
}
