package uk.org.rmatool.dht;

import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.DhtException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Which coordinator of ours keeps something for all of them: the one whose id, hashed, is closest
 * to its key among those that the router knows and whose nodes answer. Without a router each thinks
 * that it is the one; what they write then is the same but for what only they know.
 */
@Component
public class Turn {
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final Coordinators coordinators;

  @Inject
  public Turn(Coordinators coordinators) {
    this.coordinators = coordinators;
  }

  /** Whether it is this coordinator's turn. */
  boolean isOf(String self, Key key, Dht dht) {
    var others =
        coordinators.all().stream().filter(Coordinators.Known::isOurs).map(Coordinators.Known::id);
    var order =
        Stream.concat(Stream.of(self), others)
            .distinct()
            .sorted(Comparator.comparing(Key::named, key::compareDistance))
            .toList();
    return order.subList(0, order.indexOf(self)).stream().noneMatch(id -> answers(id, dht));
  }

  private boolean answers(String id, Dht dht) {
    return coordinators.all().stream()
        .filter(coordinator -> coordinator.id().equals(id))
        .anyMatch(coordinator -> answers(coordinator.nodes(), dht));
  }

  private static boolean answers(List<InetSocketAddress> nodes, Dht dht) {
    return nodes.stream().map(dht::ping).toList().stream()
        .anyMatch(
            ping -> {
              try {
                return DhtSeat.result(ping, ANSWER).isPresent();
              } catch (DhtException e) {
                return false;
              }
            });
  }
}
