package uk.org.rmatool.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What is read of a body at once. It begins small, because most calls and all token streams are, no
 * larger than the body, and is large from the moment on when it was full and more is to come.
 */
final class Piece {
  private static final int SMALL_BYTES = 4 * 1024;
  private static final int LARGE_BYTES = 64 * 1024;

  private final Throttle throttle;
  private byte[] bytes;
  private int count;

  /**
   * Nothing of a body yet.
   *
   * @param length of the body, any large number if that is not known
   */
  Piece(Throttle throttle, long length) {
    this.throttle = throttle;
    this.bytes = new byte[Math.clamp(length, 1, SMALL_BYTES)];
  }

  /**
   * Reads what is there, at most so many bytes, and at least one; waits while nothing is. Gives -1
   * at the end.
   */
  int read(InputStream from, long most) throws IOException {
    if (count == bytes.length && bytes.length < Math.min(most, LARGE_BYTES)) {
      bytes = new byte[LARGE_BYTES];
    }
    count = from.read(bytes, 0, (int) Math.min(bytes.length, most));
    return count;
  }

  /** Bytes that were read last. */
  int size() {
    return count;
  }

  /** Writes what was read last, as soon as it may pass. */
  void writeTo(OutputStream to) throws IOException {
    throttle.pass(count);
    to.write(bytes, 0, count);
  }
}
