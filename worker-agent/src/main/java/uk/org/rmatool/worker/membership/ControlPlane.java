package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.wiring.Component;

/** The calls that a worker makes to its coordinator, directly or through the router. */
@Component
public class ControlPlane {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LEAVING = Duration.ofSeconds(2);
  private static final Duration FINDING = Duration.ofSeconds(3);
  private static final int SERVER_ERROR = 500;
  private static final int NOT_FOUND = 404;

  private final ControlClient client;
  private final Identity identity;
  private final Clock clock;
  private final URI coordinator;
  private volatile @Nullable Duration latency;

  @Inject
  ControlPlane(ControlClient client, Identity identity, Clock clock, MembershipConfig config) {
    this.client = client;
    this.identity = identity;
    this.clock = clock;
    this.coordinator = config.coordinator();
  }

  /** The router or coordinator that is called. */
  public URI coordinator() {
    return coordinator;
  }

  /** How long the last heartbeat took to be answered; empty before the first one. */
  public Optional<Duration> latency() {
    return Optional.ofNullable(latency);
  }

  /** Asks for the best worker that provides a service; not signed, anybody may ask. */
  public Reply find(URI at, String service) {
    return send(Call.get(at, "/api/worker/find/" + service, FINDING));
  }

  Reply register(JsonObject announcement) {
    return signed("POST", "/api/worker/register", announcement.toString(), TIMEOUT);
  }

  Reply heartbeat(JsonObject heartbeat) {
    var begun = System.nanoTime();
    var reply = signed("POST", "/api/worker/heartbeat", heartbeat.toString(), TIMEOUT);
    if (reply instanceof Reply.Accepted) {
      latency = Duration.ofNanos(System.nanoTime() - begun);
    }
    return reply;
  }

  Reply unregister() {
    return signed("DELETE", "/api/worker/unregister/" + identity.id(), "", LEAVING);
  }

  private Reply signed(String method, String path, String text, Duration timeout) {
    var body = text.getBytes(StandardCharsets.UTF_8);
    var headers =
        MessageSignature.sign(
            identity.key(),
            MessageSignature.NODE,
            method,
            coordinator.getRawPath() + path,
            body,
            clock.instant(),
            Map.of());
    return send(new Call(method, coordinator, path, body, headers, timeout));
  }

  private Reply send(Call call) {
    try {
      return reply(call.base(), client.send(call));
    } catch (UnreachableException e) {
      return new Reply.Failed(e.reason(), true);
    }
  }

  private static Reply reply(URI asked, Answer answer) {
    var json = answer.json();
    if (answer.ok() && json.isPresent()) {
      return new Reply.Accepted(json.get());
    }
    var reason = reason(asked, answer.status(), json.orElse(Json.createObjectBuilder().build()));
    return answer.status() == NOT_FOUND
        ? new Reply.Unknown(reason)
        : new Reply.Failed(reason, answer.status() >= SERVER_ERROR);
  }

  private static String reason(URI asked, int status, JsonObject json) {
    var detail = json.get("detail") == null ? json.get("message") : json.get("detail");
    var words =
        switch (detail) {
          case null -> "";
          case JsonString text -> ": " + text.getString();
          default -> ": " + detail;
        };
    return "%s answered %d%s".formatted(asked, status, words);
  }
}
