package uk.org.rmatool.front;

import java.nio.ByteBuffer;

/** Bytes in the order in which they came, in an array that grows as they need it. */
final class Ring {
  private static final int LEAST = 1024;

  private byte[] bytes = {};
  private int first;
  private int size;

  int size() {
    return size;
  }

  /** Takes over all that is left in there. */
  void put(ByteBuffer from) {
    var count = from.remaining();
    if (size + count > bytes.length) {
      grow(size + count);
    }
    var at = (first + size) % Math.max(1, bytes.length);
    var straight = Math.min(count, bytes.length - at);
    from.get(bytes, at, straight).get(bytes, 0, count - straight);
    size += count;
  }

  private void grow(int needed) {
    var larger = new byte[Math.max(LEAST, Integer.highestOneBit(needed - 1) << 1)];
    var kept = take(larger, 0, size);
    bytes = larger;
    first = 0;
    size = kept;
  }

  /** Gives as many as there are and fit; 0 when there are none. */
  int take(byte[] target, int offset, int length) {
    var count = Math.min(length, size);
    var straight = Math.min(count, bytes.length - first);
    System.arraycopy(bytes, first, target, offset, straight);
    System.arraycopy(bytes, 0, target, offset + straight, count - straight);
    size -= count;
    first = size == 0 ? 0 : (first + count) % bytes.length;
    return count;
  }

  /** Forgets all, and gives how many there were. */
  int clear() {
    var count = size;
    bytes = new byte[0];
    first = 0;
    size = 0;
    return count;
  }
}
