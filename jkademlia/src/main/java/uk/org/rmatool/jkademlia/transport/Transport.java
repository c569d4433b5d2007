package uk.org.rmatool.jkademlia.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Carries datagrams. One thread sends and receives; {@link #wake} and close may come from any. */
public interface Transport extends AutoCloseable {
  /** Sends a datagram at once or not at all; whether it arrives is never known. */
  void send(InetSocketAddress to, Bytes content);

  /**
   * Waits until a datagram arrives, somebody calls {@link #wake} or time is up, and hands over what
   * has arrived by then, a limited number at a time.
   *
   * @throws IOException if nothing can be received any more
   */
  void receive(Duration atMost, Receiver receiver) throws IOException;

  /** Ends the waiting of {@link #receive}, the next one if there is none now. */
  void wake();

  /** Where it is bound. */
  InetSocketAddress address();

  @Override
  void close();

  /** Takes what arrived. */
  interface Receiver {
    void receive(InetSocketAddress from, Bytes content);
  }
}
