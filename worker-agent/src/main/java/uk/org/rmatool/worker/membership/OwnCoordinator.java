package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import uk.org.rmatool.dht.Coordinators;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Where the coordinator of a worker that registered through a router can be called without the
 * router: its id is told with every answer, its address with the DHT's seeds.
 */
@Component
public class OwnCoordinator {
  /** For so long it is left alone after it was no help. */
  private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

  private final Supplier<Optional<URI>> address;
  private volatile long leftAloneUntil = System.nanoTime();

  @Inject
  public OwnCoordinator(LeasePings pings, Coordinators coordinators) {
    this(() -> pings.seat().flatMap(seat -> coordinators.url(seat.coordinator())));
  }

  /** One whose address is known in another way. */
  public OwnCoordinator(Supplier<Optional<URI>> address) {
    this.address = address;
  }

  /** Empty while it is not known, or was no help a moment ago. */
  public Optional<URI> url() {
    return System.nanoTime() < leftAloneUntil ? Optional.empty() : address.get();
  }

  /** It could not be reached, perhaps only from here, or knew nobody. */
  public void noHelp() {
    leftAloneUntil = System.nanoTime() + LEFT_ALONE.toNanos();
  }
}
