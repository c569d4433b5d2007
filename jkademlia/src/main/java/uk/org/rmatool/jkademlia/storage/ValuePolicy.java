package uk.org.rmatool.jkademlia.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Judges values: before they are stored, republished or returned by a look-up; what is stored is
 * served until it expires. Calls of one node come from one thread and must not block.
 */
public interface ValuePolicy {
  /**
   * Whether a value may be kept under a key, or believed.
   *
   * @param incoming what somebody sent, or what is held and about to be republished
   * @param present what is held now; null if nothing is, or if incoming is not about to replace it
   * @param now wall clock
   */
  Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now);

  /** The same, knowing where it comes from, so that nobody takes up what judging may cost. */
  default Judgement judge(
      Key key, Value incoming, @Nullable Value present, Source source, Instant now) {
    return judge(key, incoming, present, now);
  }

  /**
   * What to make of the values that several nodes returned for one key.
   *
   * @param values at least one, each of which {@link #judge} said to keep
   * @return empty if none of them may be believed
   */
  Optional<Value> combine(Key key, List<Value> values, Instant now);

  /**
   * Whether a value may be offered to who has another: all who judge both agree which of them
   * stays. Otherwise the last one written wins, and whoever has another may have the later one.
   */
  default boolean mayReplace(Value value) {
    return false;
  }

  /**
   * Whether a value may be what is kept under this name, which storers do not know. What may not is
   * none to whoever asks for the name.
   */
  default boolean mayBelong(String name, Value value) {
    return true;
  }

  /** What is to be done with a value. */
  sealed interface Judgement {
    /**
     * Keep it.
     *
     * @param value what came, or a merge of it with what was present
     * @param expires until when it may be kept and served; when the value is the one that was
     *     present, the store goes by the earlier of this and what it had noted, so that
     *     republishing prolongs nothing
     */
    record Keep(Value value, Instant expires) implements Judgement {}

    /**
     * Do not keep it, and go on with what was present.
     *
     * @param reason a short code in lower case that stays the same, for counting
     */
    record Refuse(String reason) implements Judgement {}
  }
}
