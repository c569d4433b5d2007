package uk.org.rmatool.dataplane;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.BalancingConfig;
import uk.org.rmatool.dataplane.balancing.Pool;
import uk.org.rmatool.dataplane.balancing.Target;
import uk.org.rmatool.dataplane.balancing.Tier;
import uk.org.rmatool.dataplane.transport.TestTransport;

/** All that serves a call, for tests. */
final class TestDispatch implements AutoCloseable {
  final Traffic traffic = new Traffic();
  final RelayConfig config;
  final Balancer balancer =
      new Balancer(
          new BalancingConfig(
              Duration.ofSeconds(10),
              Duration.ZERO,
              1.25,
              5,
              0.3,
              20,
              Duration.ofSeconds(30),
              Duration.ofSeconds(10),
              Duration.ofMinutes(5),
              0.5),
          Clock.systemUTC(),
          new Random(1));
  private final TestTransport transport = new TestTransport(Duration.ofSeconds(2));

  TestDispatch() {
    this(Duration.ofMillis(300));
  }

  TestDispatch(Duration queueWait) {
    config = new RelayConfig(10, Duration.ofSeconds(10), 2, queueWait, Duration.ofSeconds(5));
  }

  Dispatch dispatch(Routes routes) {
    return dispatch(routes, new Hedging(new HedgingConfig("off")));
  }

  Dispatch dispatch(Routes routes, Hedging hedging) {
    var queues = new Queues(config);
    return new Dispatch(
        new Relay(transport.transport(), Throttle.NONE),
        routes,
        balancer,
        queues,
        traffic,
        hedging,
        new Tries.Factory(routes, balancer, traffic, config));
  }

  /** Nodes by name, all the same. */
  static Candidates nodes(Map<String, URI> nodes, ServiceCall call) {
    var targets =
        nodes.keySet().stream().map(name -> new Target(name, 100, Instant.EPOCH, 0)).toList();
    return new Candidates(
        List.of(new Tier("", false, Pool.of(targets))),
        name -> List.of(new Upstream(name, nodes.get(name), call.asPath())));
  }

  @Override
  public void close() {
    transport.close();
  }
}
