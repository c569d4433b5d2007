package uk.org.rmatool.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What is read of a body at once. It begins small, because most calls and all token streams are,
 * and is large from the moment on when it was full.
 */
final class Piece {
  private static final int SMALL_BYTES = 4 * 1024;
  private static final int LARGE_BYTES = 64 * 1024;

  private byte[] bytes = new byte[SMALL_BYTES];
  private int count;

  /** Reads what is there, at most so many bytes; waits while nothing is. Gives -1 at the end. */
  int read(InputStream from, long most) throws IOException {
    if (count == bytes.length && bytes.length < LARGE_BYTES) {
      bytes = new byte[LARGE_BYTES];
    }
    count = from.read(bytes, 0, (int) Math.min(bytes.length, most));
    return count;
  }

  /** Bytes that were read last. */
  int size() {
    return count;
  }

  /** Writes what was read last. */
  void writeTo(OutputStream to) throws IOException {
    to.write(bytes, 0, count);
  }
}
