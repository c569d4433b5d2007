package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.dht.Reachability.State;
import uk.org.rmatool.platform.wiring.Component;

/** Whether this program's DHT node can be reached from outside, where that is known. */
@Component
public class ReachConfig {
  private final Optional<State> known;

  /**
   * Read at start.
   *
   * @param reach <code>open</code>, <code>client</code>, or <code>auto</code> to have it tried
   */
  @Inject
  public ReachConfig(@ConfigProperty(name = "dht.reach", defaultValue = "auto") String reach) {
    known =
        switch (reach) {
          case "auto" -> Optional.empty();
          case "open" -> Optional.of(State.OPEN);
          case "client" -> Optional.of(State.CLIENT);
          default ->
              throw new IllegalArgumentException(
                  "DHT_REACH '%s' is not auto, open or client.".formatted(reach));
        };
  }

  Optional<State> known() {
    return known;
  }
}
