package uk.org.rmatool.jkademlia.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where one thread waits for what arrives at its transports; {@link #wake} may come from any. */
public interface Arrivals extends AutoCloseable {
  /**
   * Waits until something has arrived, somebody calls {@link #wake} or time is up.
   *
   * @return the transports at which something has arrived; good until the next call
   * @throws IOException if nothing can be received any more
   */
  List<Transport> await(Duration atMost) throws IOException;

  /** Ends the waiting of {@link #await}, the next one if there is none now. */
  void wake();

  @Override
  void close();
}
