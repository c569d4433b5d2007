package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.platform.wiring.Component;

/** Shows the DHT node. Always up: all that goes through the DHT also goes over HTTP. */
@Component
@Readiness
public class DhtCheck implements HealthCheck {
  private final DhtSeat seat;
  private final Reachability reachability;

  @Inject
  public DhtCheck(DhtSeat seat, Reachability reachability) {
    this.seat = seat;
    this.reachability = reachability;
  }

  @Override
  public HealthCheckResponse call() {
    var answer = HealthCheckResponse.named("dht").up();
    seat.node()
        .ifPresentOrElse(
            node ->
                answer
                    .withData("state", seat.peers() > 0 ? "joined" : "alone")
                    .withData("node_id", node.id().toString())
                    .withData("reach", reachability.state())
                    .withData("port", node.address().getPort())
                    .withData("peers", seat.peers()),
            () -> answer.withData("state", "off").withData("reason", seat.trouble()));
    return answer.build();
  }
}
