package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.identity.RouterIdentity;

/** Calls coordinators in the router's name: signed, with the worker's home epoch. */
@Component
class CoordinatorClient {
  static final Duration TIMEOUT = Duration.ofSeconds(8);
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final int MAX_ASKED = 5;

  private final CoordinatorRegistry coordinators;
  private final Homes homes;
  private final RouterIdentity identity;
  private final ControlClient client;
  private final Clock clock;

  @Inject
  CoordinatorClient(
      CoordinatorRegistry coordinators,
      Homes homes,
      RouterIdentity identity,
      ControlClient client,
      Clock clock) {
    this.coordinators = coordinators;
    this.homes = homes;
    this.identity = identity;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Its own coordinator first, if that one can be reached, or last if operators drain it; between,
   * the others that take workers, those with the fewest for their weight first.
   */
  List<Coordinator> candidates(Optional<Home> home) {
    var live = coordinators.live();
    if (live.isEmpty()) {
      throw noCoordinators();
    }
    var own =
        live.stream()
            .filter(coordinators::isAvailable)
            .filter(c -> home.filter(h -> h.coordinator().equals(c.id())).isPresent())
            .findFirst();
    var candidates =
        new ArrayList<>(
            live.stream()
                .filter(coordinators::takesWorkers)
                .filter(c -> own.filter(c::equals).isEmpty())
                .sorted(
                    Comparator.comparing(coordinators::isHeldBack).thenComparingDouble(this::fill))
                .limit(MAX_ASKED)
                .toList());
    own.ifPresent(
        c -> candidates.add(coordinators.intent(c.id()).drain() ? candidates.size() : 0, c));
    return candidates;
  }

  private double fill(Coordinator coordinator) {
    return (double) homes.at(coordinator.id()).size()
        / coordinators.intent(coordinator.id()).weight();
  }

  Answer send(Coordinator coordinator, String method, String path, String body, long epoch)
      throws UnreachableException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var headers = new LinkedHashMap<>(Map.of(MessageSignature.HOME_EPOCH, Long.toString(epoch)));
    headers.putAll(
        MessageSignature.sign(
            identity.key(),
            MessageSignature.ROUTER,
            method,
            path,
            bytes,
            clock.instant(),
            headers));
    return client.send(new Call(method, coordinator.tunnelUrl(), path, bytes, headers, TIMEOUT));
  }

  /**
   * A worker that did not come through here may be any coordinator's: the first that knows it
   * answers.
   */
  Answer askAll(String method, String path, String body, String what) {
    String trouble = "no coordinator can be reached";
    Answer unknown = null;
    for (var coordinator : coordinators.available().stream().limit(MAX_ASKED).toList()) {
      try {
        var answer = send(coordinator, method, path, body, 0);
        if (answer.status() != 404) {
          return answer;
        }
        unknown = answer;
      } catch (UnreachableException e) {
        coordinators.unreachable(coordinator.id(), e);
        trouble = e.reason();
      }
    }
    if (unknown == null) {
      throw notForwarded(what, trouble);
    }
    return unknown;
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static PlatformException noCoordinators() {
    return PlatformException.retryLater(
        ProblemType.NO_COORDINATOR,
        "No coordinator is registered at this router. Start one with ROUTER_URL set to it.",
        RETRY);
  }

  static PlatformException notForwarded(String what, String reason) {
    return new PlatformException(
        Problem.of(
                ProblemType.COORDINATOR_UNREACHABLE,
                "The %s could not be passed on: %s.".formatted(what, reason))
            .withTitle("Failed to forward %s to coordinator".formatted(what))
            .withRetryAfter(RETRY));
  }
}
