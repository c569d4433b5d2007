package uk.org.rmatool.jkademlia.id;

import java.util.random.RandomGenerator;

/** Who a node is; its point is where it is among the keys. */
public record NodeId(Key point) {
  /**
   * The id of these bytes.
   *
   * @throws IllegalArgumentException unless there are 20
   */
  public static NodeId of(Bytes bytes) {
    return new NodeId(Key.of(bytes));
  }

  /** A new id. */
  public static NodeId random(RandomGenerator random) {
    return new NodeId(Key.random(random));
  }

  public Bytes bytes() {
    return point.bytes();
  }

  /** In 40 hexadecimal digits. */
  @Override
  public String toString() {
    return point.toString();
  }
}
