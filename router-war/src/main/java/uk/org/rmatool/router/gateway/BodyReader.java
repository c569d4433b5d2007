package uk.org.rmatool.router.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;

/** Reads bodies whole, within limits. */
final class BodyReader {
  /** What a body takes while it is read and understood, as a multiple of its length. */
  private static final int READING = 6;

  /** So long a body may take in all. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final int PIECE = 16 * 1024;

  private BodyReader() {}

  /**
   * Reads to the end.
   *
   * @param max bytes at most
   * @throws PlatformException 413, 503 without room for it, 408 when the rest does not come
   * @throws IOException when the client is gone
   */
  static byte[] read(InputStream in, int max, Reservation reservation) throws IOException {
    var body = new ByteArrayOutputStream();
    var piece = new byte[PIECE];
    var end = System.nanoTime() + LONGEST.toNanos();
    try {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (body.size() + count > max) {
          throw tooLarge(max);
        }
        if (System.nanoTime() > end) {
          throw new PlatformException(
              ProblemType.REQUEST_TIMED_OUT,
              "The body was not there after %d s.".formatted(LONGEST.toSeconds()));
        }
        reservation.take((long) READING * count);
        body.write(piece, 0, count);
      }
      return body.toByteArray();
    } catch (SocketTimeoutException e) {
      throw new PlatformException(
          ProblemType.REQUEST_TIMED_OUT, "The rest of the body did not come in time.", e);
    }
  }

  static PlatformException tooLarge(int max) {
    return new PlatformException(
        ProblemType.TOO_LARGE,
        "The body is larger than the %d bytes that are taken.".formatted(max));
  }
}
