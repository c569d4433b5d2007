package uk.org.rmatool.edge.upstream;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Whether others can reach this program at its public address: the router is asked to call it
 * there. Without such an address, or while no router of ours can be asked, nothing is known and
 * nothing is wrong.
 */
@Component
public class Reach {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final Duration WELL = Duration.ofMinutes(1);
  private static final Duration NOT_WELL = Duration.ofSeconds(5);

  /** The first calls of a start may come before the public port is open. */
  private static final int TOLD_AFTER = 2;

  private final EdgeRoleConfig config;
  private final ControlClient client;
  private final Clock clock;
  private final String node;
  private Instant next = Instant.MIN;
  private int refusals;
  private volatile Optional<String> trouble = Optional.empty();

  @Inject
  public Reach(EdgeRoleConfig config, ControlClient client, Clock clock, RandomGenerator random) {
    this.config = config;
    this.client = client;
    this.clock = clock;
    this.node = config.role().service() + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /** The name by which this process knows itself when it is called back. */
  public String node() {
    return node;
  }

  /** Why others cannot reach it; empty when they can, or it is not known. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** Asks when it is time to. */
  public synchronized void tick() {
    var now = clock.instant();
    if (config.self().isEmpty() || now.isBefore(next)) {
      return;
    }
    var refusal = ask(config.self().get());
    refusals = refusal.isEmpty() ? 0 : refusals + 1;
    trouble = refusals >= TOLD_AFTER ? refusal : Optional.empty();
    next = now.plus(refusal.isEmpty() ? WELL : NOT_WELL);
  }

  private Optional<String> ask(URI self) {
    var body = Json.createObjectBuilder().add("url", self.toString()).add("node", node).build();
    try {
      var answer =
          client.send(Call.post(config.router(), "/api/dialback", body, Map.of(), TIMEOUT));
      return answer.json().filter(json -> answer.ok()).flatMap(Reach::refusal);
    } catch (UnreachableException e) {
      return Optional.empty(); // nobody can say
    }
  }

  private static Optional<String> refusal(JsonObject answer) {
    return JsonValue.FALSE.equals(answer.get("reachable"))
        ? Optional.of(
            "not announced: the router called back, and %s; let others reach that port (SERVICES_BIND=0.0.0.0, WORKER_PUBLIC_URL)"
                .formatted(answer.getString("reason", "it could not")))
        : Optional.empty();
  }
}
