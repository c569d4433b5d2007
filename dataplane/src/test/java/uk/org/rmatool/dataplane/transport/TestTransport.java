package uk.org.rmatool.dataplane.transport;

import java.time.Duration;
import uk.org.rmatool.platform.client.NodeAddresses;

/** A transport of a test's own. */
public final class TestTransport implements AutoCloseable {
  private static final Duration ASK_AFTER = Duration.ofMillis(200);

  private final Connections connections;
  private final Transport transport;

  public TestTransport(Duration silence) {
    this(silence, new NodeAddresses());
  }

  public TestTransport(Duration silence, NodeAddresses addresses) {
    var config = new TransportConfig(Duration.ofSeconds(2), silence, ASK_AFTER);
    connections = new Connections(config, addresses);
    transport = new Transport(connections, config);
  }

  public Transport transport() {
    return transport;
  }

  @Override
  public void close() {
    connections.stop();
  }
}
