package uk.org.rmatool.dataplane.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node sends. It may be silent for as long as a call has patience, but while it is, it is
 * asked now and then whether it is there at all.
 *
 * <p>Reading waits without a limit of its own, and somebody who {@link #look looks} at many of
 * these ends the connection when it is time: a limit for every read costs as much as the rest of a
 * call, for the JDK wakes a thread to set it and another time to take it back.
 */
final class PatientInput extends FilterInputStream {
  /** Instead of a time: nobody is reading. */
  private static final long NOBODY = 0;

  private final Channel channel;
  private final long askAfterNanos;
  private final BooleanSupplier reached;
  private volatile long patienceNanos;
  private volatile boolean looking;
  private volatile boolean sending;
  private volatile long waitingSince = NOBODY;
  private volatile long sentAt = now();
  private volatile long askedAt = now();
  private volatile @Nullable IOException verdict;

  /**
   * @param channel what is closed when there is no patience any more
   * @param askAfter silence after which the node is asked for
   * @param reached whether it can be reached at all; may take long
   */
  PatientInput(InputStream in, Channel channel, Duration askAfter, BooleanSupplier reached) {
    super(in);
    this.channel = channel;
    this.askAfterNanos = askAfter.toNanos();
    this.reached = reached;
  }

  /** How long every read may take from now on. */
  void patience(Duration silence) {
    patienceNanos = silence.toNanos();
  }

  /** Whether something is being sent to the node, which may be silent meanwhile. */
  void sending(boolean now) {
    sentAt = now();
    sending = now;
  }

  /** While looking, nothing is read. */
  void looking(boolean now) {
    looking = now;
  }

  /**
   * Reads what is there.
   *
   * @throws IOException for which {@link #reason} has a {@link SocketTimeoutException} when nothing
   *     came in time, an {@link UnreachableException} when the network does not lead to the node
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (looking) {
      return 0;
    }
    waitingSince = now();
    try {
      return super.read(target, offset, length);
    } finally {
      waitingSince = NOBODY;
    }
  }

  /** Why reading failed: what was thrown, unless the connection was ended for want of patience. */
  IOException reason(IOException e) {
    return Objects.requireNonNullElse(verdict, e);
  }

  /**
   * Ends the connection if somebody has waited for too long; returns at once.
   *
   * @param asking runs what may take long
   */
  void look(Executor asking) {
    var since = waitingSince;
    if (since == NOBODY) {
      return;
    }
    var now = now();
    if (!sending && Math.min(now - since, now - sentAt) >= patienceNanos) {
      end(new SocketTimeoutException("silent for too long"));
    } else if (now - since >= askAfterNanos && now - askedAt >= askAfterNanos) {
      askedAt = now;
      asking.execute(() -> ask(since));
    }
  }

  private void ask(long since) {
    if (!reached.getAsBoolean() && waitingSince == since) {
      end(new UnreachableException());
    }
  }

  private void end(IOException reason) {
    verdict = reason;
    try {
      channel.close();
    } catch (IOException e) {
      // gone is gone
    }
  }

  private static long now() {
    var now = System.nanoTime();
    return now == NOBODY ? 1 : now;
  }
}
