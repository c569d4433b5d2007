package uk.org.rmatool.jkademlia.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.Origin;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * A value that is held.
 *
 * @param size bytes it counts for
 * @param origin who sent it; null if this node itself did
 * @param spread when it was last seen to be stored or republished
 */
record Entry(
    Key key, Value value, Instant expires, int size, @Nullable Origin origin, Instant spread) {
  private static final Key ZERO = new Key(0, 0, 0);

  /** Below zero if this one expires before the other; zero for the same key at the same time. */
  int compareExpiry(Entry other) {
    int order = expires.compareTo(other.expires);
    return order == 0 ? ZERO.compareDistance(key, other.key) : order;
  }

  Entry spreadAt(Instant now) {
    return new Entry(key, value, expires, size, origin, now);
  }
}
