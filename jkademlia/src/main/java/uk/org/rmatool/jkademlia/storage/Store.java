package uk.org.rmatool.jkademlia.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.codec.ValueWriter;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.ValuePolicy.Judgement;

/**
 * The values that this node holds, each judged when it came and served until it expires. When there
 * is no room, what is farthest from this node gives way to what is closer; nobody gets more than a
 * share.
 */
public final class Store {
  /** What an entry takes beside its value, roughly. */
  private static final int OVERHEAD = 256;

  private final Limits limits;
  private final ValuePolicy policy;
  private final NavigableMap<Key, Entry> byDistance;
  private final NavigableSet<Entry> byExpiry = new TreeSet<>(Entry::compareExpiry);
  private final Map<Origin, Integer> bytesOf = new HashMap<>();
  private long bytes;

  /**
   * How much is held.
   *
   * @param bytes of values and what goes with them, in all
   * @param share bytes of those that came from one address
   */
  public record Limits(int entries, long bytes, long share) {
    public static final Limits DEFAULT = new Limits(50_000, 32L << 20, 8L << 20);
  }

  /** What became of a value. */
  public sealed interface Outcome {
    /** It is held, or a merge with what was held before. */
    record Kept(Value value) implements Outcome {}

    /** It is not; the reason is the policy's, or {@code full}, {@code share} or {@code expired}. */
    record Refused(String reason) implements Outcome {}
  }

  public Store(NodeId self, Limits limits, ValuePolicy policy) {
    this.limits = limits;
    this.policy = policy;
    this.byDistance = new TreeMap<>(self.point()::compareDistance);
  }

  /**
   * Takes a value, if policy and limits allow it.
   *
   * @param origin who sent it; null for this node itself, which has no share
   */
  public Outcome put(Key key, Value value, @Nullable Origin origin, Instant now) {
    expire(now);
    var present = byDistance.get(key);
    var held = present == null ? null : present.value();
    return switch (policy.judge(key, value, held, Source.sentBy(origin), now)) {
      case Judgement.Refuse(var reason) -> new Outcome.Refused(reason);
      case Judgement.Keep(var kept, var expires) -> keep(key, kept, expires, origin, present, now);
    };
  }

  private Outcome keep(
      Key key,
      Value value,
      Instant expires,
      @Nullable Origin origin,
      @Nullable Entry present,
      Instant now) {
    if (present != null && present.value().equals(value)) {
      // The same again, from whomever: it was spread, and lives no longer for it.
      remove(present);
      var end = expires.isBefore(present.expires()) ? expires : present.expires();
      add(new Entry(key, value, end, present.size(), present.origin(), now));
      expire(now);
      return new Outcome.Kept(value);
    }
    if (!expires.isAfter(now)) {
      return new Outcome.Refused("expired");
    }
    var entry = new Entry(key, value, expires, OVERHEAD + ValueWriter.size(value), origin, now);
    if (present != null) {
      remove(present);
    }
    var refusal = makeRoom(entry);
    if (refusal != null) {
      if (present != null) {
        add(present);
      }
      return new Outcome.Refused(refusal);
    }
    add(entry);
    return new Outcome.Kept(value);
  }

  private @Nullable String makeRoom(Entry entry) {
    var origin = entry.origin();
    if (origin != null && bytesOf.getOrDefault(origin, 0) + entry.size() > limits.share()) {
      return "share";
    }
    while (byDistance.size() >= limits.entries() || bytes + entry.size() > limits.bytes()) {
      var farthest = byDistance.lastEntry();
      if (farthest == null
          || byDistance.comparator().compare(farthest.getKey(), entry.key()) <= 0) {
        return "full";
      }
      remove(farthest.getValue());
    }
    return null;
  }

  /** What is held under a key, as far as policy lets it be served now. */
  public Optional<Value> get(Key key, Instant now) {
    expire(now);
    var held = byDistance.get(key);
    if (held == null) {
      return Optional.empty();
    }
    return switch (policy.judge(key, held.value(), null, now)) {
      case Judgement.Keep(var value, var expires) -> Optional.of(value);
      case Judgement.Refuse ignored -> Optional.empty();
    };
  }

  /** Until when what is held under a key is. */
  public Optional<Instant> expires(Key key) {
    return Optional.ofNullable(byDistance.get(key)).map(Entry::expires);
  }

  /** Lets go of what has expired. */
  public void expire(Instant now) {
    while (!byExpiry.isEmpty() && !byExpiry.first().expires().isAfter(now)) {
      remove(byExpiry.first());
    }
  }

  /** Keys of values that nobody was seen to spread for so long, the longest ago first. */
  public List<Key> notSpread(Instant now, Duration since, int count) {
    expire(now);
    return byDistance.values().stream()
        .filter(entry -> !entry.spread().plus(since).isAfter(now))
        .sorted(Comparator.comparing(Entry::spread))
        .limit(count)
        .map(Entry::key)
        .toList();
  }

  /** Notes that the value under a key was spread. */
  public void spread(Key key, Instant now) {
    byDistance.computeIfPresent(
        key,
        (same, entry) -> {
          byExpiry.remove(entry);
          var later = entry.spreadAt(now);
          byExpiry.add(later);
          return later;
        });
  }

  /** So many keys that are held, those closest to this node. */
  public List<Key> keys(int count) {
    return byDistance.keySet().stream().limit(count).toList();
  }

  public int size() {
    return byDistance.size();
  }

  /** What all of it counts for. */
  public long bytes() {
    return bytes;
  }

  private void add(Entry entry) {
    byDistance.put(entry.key(), entry);
    byExpiry.add(entry);
    bytes += entry.size();
    if (entry.origin() != null) {
      bytesOf.merge(entry.origin(), entry.size(), Integer::sum);
    }
  }

  private void remove(Entry entry) {
    byDistance.remove(entry.key());
    byExpiry.remove(entry);
    bytes -= entry.size();
    if (entry.origin() != null) {
      bytesOf.computeIfPresent(
          entry.origin(), (origin, held) -> held == entry.size() ? null : held - entry.size());
    }
  }
}
