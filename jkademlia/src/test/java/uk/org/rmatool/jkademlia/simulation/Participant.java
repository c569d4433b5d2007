package uk.org.rmatool.jkademlia.simulation;

import java.net.InetSocketAddress;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Somebody at an address of the simulated network. */
public interface Participant {
  InetSocketAddress address();

  void receive(InetSocketAddress from, Bytes content);
}
