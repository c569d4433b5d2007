package uk.org.rmatool.jkademlia.message;

import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;

/** The 20 bytes by which a response names its request; nobody else can guess them. */
public record MessageId(Key bits) {
  /** How many bytes it has. */
  public static final int BYTES = Key.BYTES;

  /**
   * The id of these bytes.
   *
   * @throws IllegalArgumentException unless there are 20
   */
  public static MessageId of(Bytes bytes) {
    return new MessageId(Key.of(bytes));
  }

  /** A new id; the source must be one that cannot be predicted. */
  public static MessageId random(RandomGenerator random) {
    return new MessageId(Key.random(random));
  }

  public Bytes bytes() {
    return bits.bytes();
  }
}
