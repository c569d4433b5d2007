package uk.org.rmatool.jkademlia.records;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonBoolean;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Makes a node's own records. Each has a higher sequence number than the one before, unless that
 * was signed by a clock so far ahead that others refused it.
 */
public final class Signer {
  /** The longest that a record may live. */
  public static final Duration MAX_LIFETIME = Signed.MAX_LIFETIME;

  private final SigningKey key;
  private final CertifiedId id;
  private final AtomicLong sequence = new AtomicLong();

  /**
   * @param name the part of the node's id before its fingerprint
   */
  public Signer(String name, SigningKey key) {
    this.key = key;
    this.id = CertifiedId.of(name, key.publicKey());
  }

  public CertifiedId id() {
    return id;
  }

  /**
   * The ids under which this node's presence is to be published: its own and, if that is longer
   * than provider sets have room for, the one by which they name it.
   */
  public List<CertifiedId> ids() {
    return id.equals(id.shortened()) ? List.of(id) : List.of(id, id.shortened());
  }

  /**
   * A worker's presence, for the key <code>worker:{id}</code> with the id that it names. Under the
   * shorter id it says the worker's own as well.
   *
   * @param lifetime at most {@link #MAX_LIFETIME}
   */
  public Value sign(WorkerPresence presence, Instant now, Duration lifetime) {
    var at = new RecordKey.OfWorker(own(presence.id()));
    var json = presence.json();
    if (!presence.id().equals(id.toString())) {
      json = json.with(WorkerPresence.FULL_ID, new JsonString(id.toString()));
    }
    return new Value.Str(make(json, at, now, until(now, lifetime)).text());
  }

  /** A coordinator's presence, for the key <code>coordinator:{id}</code>. */
  public Value sign(CoordinatorPresence presence, Instant now, Duration lifetime) {
    var at = new RecordKey.OfCoordinator(own(presence.id()));
    return new Value.Str(make(presence.json(), at, now, until(now, lifetime)).text());
  }

  /** The set that lists this node alone. The shard must be that of the last of {@link #ids}. */
  public Value provider(RecordKey.OfProviders shard, Instant now, Duration lifetime) {
    var listed = id.shortened();
    if (!Shards.mayHold(shard.shard(), listed)) {
      throw new IllegalArgumentException(listed + " is never in " + shard.text());
    }
    var name = new JsonObject(Map.of(Ownership.NAME, new JsonString(listed.name())));
    return entry(name, shard, now, until(now, lifetime));
  }

  /**
   * The set that withdraws this node.
   *
   * @param until when the last entry that is withdrawn runs out
   */
  public Value gone(RecordKey.OfProviders shard, Instant now, Instant until) {
    var gone = new JsonObject(Map.of(Ownership.GONE, new JsonBoolean(true)));
    return entry(gone, shard, now, until);
  }

  /** The set that says into how many shards a service is divided, as far as this node knows. */
  public Value shards(RecordKey.OfShards service, int count, Instant now, Duration lifetime) {
    if (!Shards.isCount(count)) {
      throw new IllegalArgumentException(count + " is not a number of shards");
    }
    var shards = new JsonObject(Map.of(Ownership.SHARDS, new JsonNumber(count)));
    return entry(shards, service, now, until(now, lifetime));
  }

  private CertifiedId own(String given) {
    return ids().stream()
        .filter(one -> one.toString().equals(given))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(given + " is not " + id));
  }

  private Value entry(JsonObject content, RecordKey at, Instant now, Instant until) {
    var entry = make(content, at, now, until);
    if (entry.text().length() > SignedSet.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException("the key " + at.text() + " is too long for a set");
    }
    return new Value.Str(new SignedSet(List.of(entry)).text());
  }

  private Signed make(JsonObject content, RecordKey at, Instant now, Instant until) {
    long latest = now.plus(Signed.SKEW).toEpochMilli();
    long next =
        sequence.updateAndGet(
            last -> last < latest ? Math.max(last + 1, now.toEpochMilli()) : now.toEpochMilli());
    return Signed.make(content, at.text(), next, until, key);
  }

  private static Instant until(Instant now, Duration lifetime) {
    if (lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException("records live for an hour at most, not for " + lifetime);
    }
    return now.plus(lifetime);
  }
}
