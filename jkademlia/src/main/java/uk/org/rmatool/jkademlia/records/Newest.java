package uk.org.rmatool.jkademlia.records;

import java.time.Duration;
import java.time.Instant;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.Recent;

/**
 * The highest sequence number that was seen of each signer under each key, until whatever has a
 * lower one must have run out: a short-lived record is not followed by an older that lives longer.
 */
final class Newest {
  private static final int REMEMBERED = 16_384;
  private static final Duration TIME = Signed.MAX_LIFETIME.plus(Signed.SKEW);

  private final Recent<Place, Seen> seen = new Recent<>(REMEMBERED);

  private record Place(Key key, Bytes signer) {}

  private record Seen(long sequence, Instant until) {}

  /** Whether nothing newer was seen. */
  boolean admits(Key key, Signed signed, Instant now) {
    var newest = seen.get(new Place(key, signed.publicKey()));
    return newest == null
        || signed.sequence() >= newest.sequence
        || !newest.until.isAfter(now)
        || newest.sequence > now.plus(Signed.SKEW).toEpochMilli(); // seen by a clock that was wrong
  }

  /** Notes what {@link #admits} let in. */
  void note(Key key, Signed signed, Instant now) {
    var place = new Place(key, signed.publicKey());
    var before = seen.get(place);
    if (before == null || before.sequence != signed.sequence()) {
      seen.put(place, new Seen(signed.sequence(), now.plus(TIME)));
    }
  }
}
