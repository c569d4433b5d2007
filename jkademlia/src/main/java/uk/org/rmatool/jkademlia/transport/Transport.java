package uk.org.rmatool.jkademlia.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Carries the datagrams of one node. One thread sends and receives; close may come from any. */
public interface Transport extends AutoCloseable {
  /** Sends a datagram at once or not at all; whether it arrives is never known. */
  void send(InetSocketAddress to, Bytes content);

  /**
   * Hands over what has arrived, a limited number at a time; does not wait.
   *
   * @throws IOException if nothing can be received any more
   */
  void receive(Receiver receiver) throws IOException;

  /** Where to wait for what arrives. */
  Arrivals arrivals();

  /** Where it is bound. */
  InetSocketAddress address();

  @Override
  void close();

  /** Takes what arrived. */
  interface Receiver {
    void receive(InetSocketAddress from, Bytes content);
  }
}
