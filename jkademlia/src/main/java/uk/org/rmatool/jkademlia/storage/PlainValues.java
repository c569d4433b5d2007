package uk.org.rmatool.jkademlia.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * What deployed nodes do: every storable value is as good as another, the last one written wins and
 * is kept for a week. Of several that nodes return, the one that most of them return is believed.
 */
public final class PlainValues implements ValuePolicy {
  /** How long a value is kept. */
  public static final Duration LIFETIME = Duration.ofDays(7);

  @Override
  public Judgement judge(Key key, Value incoming, @Nullable Value present, Instant now) {
    return incoming.storable()
        ? new Judgement.Keep(incoming, now.plus(LIFETIME))
        : new Judgement.Refuse("type");
  }

  @Override
  public Optional<Value> combine(Key key, List<Value> values, Instant now) {
    var votes = new LinkedHashMap<Value, Integer>();
    for (var value : values) {
      votes.merge(value, 1, Integer::sum);
    }
    return votes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }
}
