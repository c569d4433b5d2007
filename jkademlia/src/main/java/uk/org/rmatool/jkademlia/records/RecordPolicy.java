package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.Recent;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.storage.Source;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;

/**
 * The rules of our records. What is signed must hold in signature, owner, key, sequence and expiry,
 * and gives way to what is newer alone; sets are merged. What is unsigned is deployed nodes' and
 * treated as they treat it, unless it is about a node whose id certifies a key or would replace
 * something signed. Reasons for refusing are the codes of {@link Refusal}. For one thread.
 */
public final class RecordPolicy implements ValuePolicy {
  /** The longest text that deployed nodes can store, in bytes. */
  public static final int MAX_BYTES = 8137;

  private static final int REMEMBERED_KEYS = 4096;
  private static final int REMEMBERED_VALUES = 4096;

  private final Verifier verifier;
  private final PlainValues plain = new PlainValues();
  private final Recent<Key, Boolean> signedKeys = new Recent<>(REMEMBERED_KEYS);
  private final Newest newest = new Newest();
  private final Recent<Bytes, Boolean> superseded = new Recent<>(REMEMBERED_VALUES);

  public RecordPolicy(Verifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
    return judge(key, incoming, present, Source.OWN, now);
  }

  @Override
  public Judgement judge(
      Key key, Value incoming, @Nullable Value present, Source source, Instant now) {
    try {
      return switch (verifier.read(incoming)) {
        case Content.One one -> judgeOne(key, one.signed(), present, source, now);
        case Content.Many many -> judgeMany(key, many, present, source, now);
        case Content.Plain unsigned -> judgePlain(key, unsigned, incoming, present, now);
      };
    } catch (RefusedException refused) {
      return new Judgement.Refuse(refused.reason().code());
    }
  }

  private Judgement judgeOne(
      Key key, Signed incoming, @Nullable Value present, Source source, Instant now)
      throws RefusedException {
    check(key, incoming, source, now);
    var held = signed(key, present, now);
    if (!newest.admits(key, incoming, now)
        || (held.isPresent() && Signed.BY_AGE.compare(incoming, held.get()) < 0)) {
      throw new RefusedException(Refusal.OLDER);
    }
    newest.note(key, incoming, now);
    signedKeys.put(key, true);
    return new Judgement.Keep(new Value.Str(incoming.text()), incoming.expires());
  }

  private Judgement judgeMany(
      Key key, Content.Many incoming, @Nullable Value present, Source source, Instant now)
      throws RefusedException {
    var admitted =
        valid(key, incoming, source, now).entries().stream()
            .filter(entry -> newest.admits(key, entry, now))
            .toList();
    var merged = new SignedSet(admitted).merge(entries(key, present, now));
    if (merged.entries().isEmpty()) {
      throw new RefusedException(Refusal.OLDER);
    }
    admitted.forEach(entry -> newest.note(key, entry, now));
    signedKeys.put(key, true);
    return new Judgement.Keep(new Value.Str(merged.text()), merged.expires());
  }

  private Judgement judgePlain(
      Key key, Content.Plain content, Value incoming, @Nullable Value present, Instant now)
      throws RefusedException {
    if (signedKeys.containsKey(key)
        || signed(key, present, now).isPresent()
        || !entries(key, present, now).entries().isEmpty()) {
      throw new RefusedException(Refusal.UNSIGNED_OVER_SIGNED);
    }
    if (content.presence() && present != null && !present.equals(incoming)) {
      if (superseded.containsKey(name(key, incoming))) {
        throw new RefusedException(Refusal.OLDER);
      }
      superseded.put(name(key, present), true);
    }
    return plain.judge(key, incoming, present, now);
  }

  @Override
  public Optional<Value> combine(Key key, List<Value> values, Instant now) {
    var records = new ArrayList<Signed>();
    var entries = new ArrayList<Signed>();
    for (var value : values) {
      believed(key, value, now).ifPresent(records::add);
      entries.addAll(believedEntries(key, value, now).entries());
    }
    if (!records.isEmpty()) {
      return records.stream().max(Signed.BY_AGE).map(signed -> new Value.Str(signed.text()));
    }
    return entries.isEmpty()
        ? plain.combine(key, values, now)
        : Optional.of(new Value.Str(SignedSet.of(entries).text()));
  }

  @Override
  public boolean mayReplace(Value value) {
    try {
      return !(verifier.read(value) instanceof Content.Plain);
    } catch (RefusedException refused) {
      return false;
    }
  }

  @Override
  public boolean mayBelong(String name, Value value) {
    return RecordReader.mayBelong(name, value);
  }

  /** The record that a value is, if it holds. */
  Optional<Signed> believed(Key key, Value value, Instant now) {
    try {
      return signed(key, value, now);
    } catch (RefusedException busy) {
      return Optional.empty();
    }
  }

  /** The entries of the set that a value is, those that hold. */
  SignedSet believedEntries(Key key, Value value, Instant now) {
    try {
      return entries(key, value, now);
    } catch (RefusedException busy) {
      return new SignedSet(List.of());
    }
  }

  /** As {@link #believed}, but not knowing for being busy is an error. */
  private Optional<Signed> signed(Key key, @Nullable Value value, Instant now)
      throws RefusedException {
    try {
      if (value != null && verifier.read(value) instanceof Content.One one) {
        check(key, one.signed(), Source.OWN, now);
        return Optional.of(one.signed());
      }
      return Optional.empty();
    } catch (RefusedException refused) {
      throwIfBusy(refused);
      return Optional.empty();
    }
  }

  private SignedSet entries(Key key, @Nullable Value value, Instant now) throws RefusedException {
    try {
      return value != null && verifier.read(value) instanceof Content.Many many
          ? valid(key, many, Source.OWN, now)
          : new SignedSet(List.of());
    } catch (RefusedException refused) {
      throwIfBusy(refused);
      return new SignedSet(List.of());
    }
  }

  private static void throwIfBusy(RefusedException refused) throws RefusedException {
    if (refused.reason() == Refusal.BUSY) {
      throw refused;
    }
  }

  private void check(Key key, Signed signed, Source source, Instant now) throws RefusedException {
    signed.check(key, now);
    Ownership.checkOne(signed);
    verifier.check(signed, source, now);
  }

  /** The entries that hold; one that does not is left out, and refuses the set if it is alone. */
  private SignedSet valid(Key key, Content.Many many, Source source, Instant now)
      throws RefusedException {
    var valid = new ArrayList<Signed>();
    RefusedException first = null;
    for (var entry : many.entries()) {
      try {
        entry.check(key, now);
        Ownership.checkEntry(entry);
        verifier.check(entry, source, now);
        valid.add(entry);
      } catch (RefusedException refused) {
        throwIfBusy(refused);
        first = first == null ? refused : first;
      }
    }
    if (valid.isEmpty()) {
      throw first == null ? new RefusedException(Refusal.MALFORMED) : first;
    }
    return SignedSet.of(valid);
  }

  private static Bytes name(Key key, Value value) {
    return Bytes.wrap(CertifiedId.sha256((key + " " + value).getBytes(StandardCharsets.UTF_8)));
  }
}
