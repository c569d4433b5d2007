package uk.org.rmatool.coordinator.dht;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.RegistrarConfig;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Signing;
import uk.org.rmatool.jkademlia.records.CoordinatorPresence;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.platform.wiring.Component;

/** Takes part in the DHT, and says there where this coordinator is. */
@Component
public class CoordinatorDht {
  private static final Duration ASK_AGAIN = Duration.ofMinutes(5);
  private static final Duration PRESENCE = Duration.ofMinutes(30);
  private static final Duration PUBLISH = Duration.ofMinutes(10);
  private static final int CHECKS_PER_SECOND = 2_000;
  private static final int CHECKS_REMEMBERED = 20_000;

  private final DhtSeat seat;
  private final CoordinatorIdentity identity;
  private final RegistrarConfig config;
  private final Clock clock;

  @Inject
  public CoordinatorDht(
      DhtSeat seat, CoordinatorIdentity identity, RegistrarConfig config, Clock clock) {
    this.seat = seat;
    this.identity = identity;
    this.config = config;
    this.clock = clock;
  }

  /** Begins; does not wait for anything. */
  public void start() {
    seat.whenJoined("presence", this::publish);
    seat.start(
        new DhtSeat.Part(1, config.routerUrl(), ASK_AGAIN),
        new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED)));
  }

  public void stop() {
    seat.stop();
  }

  private Duration publish(Dht dht) {
    var signer = Signing.signer(identity.key(), identity.id());
    var now = clock.instant();
    for (var id : signer.ids()) {
      var presence =
          new CoordinatorPresence(
              id.toString(),
              config.publicUrl().toString(),
              config.location(),
              dht.address().getPort(),
              now.getEpochSecond());
      var name = new RecordKey.OfCoordinator(id).text();
      var unused = DhtSeat.result(dht.set(name, signer.sign(presence, now, PRESENCE)));
    }
    return PUBLISH;
  }
}
