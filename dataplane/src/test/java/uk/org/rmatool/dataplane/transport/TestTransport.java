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
    this(new TransportConfig(Duration.ofSeconds(2), silence, ASK_AFTER), addresses);
  }

  /** One that asks soon, and does not wait for the answer. */
  static TestTransport curious(Duration askAfter) {
    return new TestTransport(
        new TransportConfig(Duration.ofMillis(300), Duration.ofMinutes(1), askAfter),
        new NodeAddresses());
  }

  private TestTransport(TransportConfig config, NodeAddresses addresses) {
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
