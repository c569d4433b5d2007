package uk.org.rmatool.dataplane.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a node sends. It may be silent for as long as a call has patience, but while it is, it is
 * asked now and then whether it is there at all.
 */
final class PatientInput extends FilterInputStream {
  private final Socket socket;
  private final long askAfterNanos;
  private final BooleanSupplier reached;
  private volatile long patienceNanos;
  private volatile boolean looking;

  /**
   * @param askAfter silence after which it is asked for
   */
  PatientInput(InputStream in, Socket socket, Duration askAfter, BooleanSupplier reached) {
    super(in);
    this.socket = socket;
    this.askAfterNanos = askAfter.toNanos();
    this.reached = reached;
  }

  /** How long every read may take from now on. */
  void patience(Duration silence) {
    patienceNanos = silence.toNanos();
  }

  /** While looking, nothing is read. */
  void looking(boolean now) {
    looking = now;
  }

  /**
   * Reads what is there.
   *
   * @throws SocketTimeoutException when nothing came in time
   * @throws UnreachableException when nothing came and the network does not lead to the node
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (looking) {
      return 0;
    }
    var begun = System.nanoTime();
    for (; ; ) {
      var rest = patienceNanos - (System.nanoTime() - begun);
      if (rest <= 0) {
        throw new SocketTimeoutException("silent for too long");
      }
      try {
        socket.setSoTimeout(millis(Math.min(rest, askAfterNanos)));
        return super.read(target, offset, length);
      } catch (SocketTimeoutException e) {
        if (rest > askAfterNanos && !reached.getAsBoolean()) {
          throw new UnreachableException();
        }
      }
    }
  }

  /** Rounded up: zero would mean for ever. */
  private static int millis(long nanos) {
    return Math.toIntExact(Math.min(nanos / 1_000_000 + 1, Integer.MAX_VALUE));
  }
}
