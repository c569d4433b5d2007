package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.registrar.Digest.Offer;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.OtherReplicas;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Registers this coordinator at the router and renews: on time, at once when what the region
 * provides has changed, and from the start when the router has forgotten it. Lets workers go that
 * the router gave another home.
 */
@Component
public class Registrar {
  private static final Logger LOG = System.getLogger(Registrar.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final int MISSED = 3;
  private static final String REGISTER = "/api/edge/register";
  private static final String HEARTBEAT = "/api/edge/heartbeat";

  private final RegistrarConfig config;
  private final CoordinatorIdentity identity;
  private final Digest digest;
  private final WorkerRegistry registry;
  private final Fleet fleet;
  private final OtherReplicas others;
  private final EventSender events;
  private final DhtSeat dht;
  private final Ownership ownership;
  private final ControlClient client;
  private final Clock clock;
  private final PingedWorkers pinged;
  private final Pace pace;
  private final Refusals refusals = new Refusals();

  private volatile boolean registered;
  private volatile Instant heard;
  private boolean failing;
  private Map<String, Offer> told = Map.of();
  private List<String> released = List.of();

  @Inject
  public Registrar(
      RegistrarConfig config,
      CoordinatorIdentity identity,
      Digest digest,
      WorkerRegistry registry,
      Fleet fleet,
      OtherReplicas others,
      EventSender events,
      DhtSeat dht,
      Ownership ownership,
      PingedWorkers pinged,
      ControlClient client,
      Clock clock) {
    this.config = config;
    this.identity = identity;
    this.digest = digest;
    this.registry = registry;
    this.fleet = fleet;
    this.others = others;
    this.events = events;
    this.dht = dht;
    this.ownership = ownership;
    this.pinged = pinged;
    this.client = client;
    this.clock = clock;
    this.heard = clock.instant();
    this.pace = new Pace(config.heartbeatInterval());
  }

  /** Does what is due; called every half second. */
  public synchronized void tick() {
    var router = config.routerUrl();
    if (router.isEmpty() || !fleet.isLoaded()) {
      return;
    }
    var now = clock.instant();
    var due = pace.isDue(now);
    if (!due && failing) {
      return;
    }
    var offers = digest.offers();
    if (!events.load() && !due && offers.equals(told)) {
      return;
    }
    try {
      var answer = registered ? heartbeat(router.get(), offers) : register(router.get(), offers);
      if (answer.ok()) {
        accept(answer.json().orElse(JsonValue.EMPTY_JSON_OBJECT), offers, now);
      } else {
        refused(answer, now);
      }
    } catch (UnreachableException e) {
      failed(e.reason(), now);
    }
  }

  /**
   * Tells the other replicas that this one stops, and the router unless they go on; what cannot be
   * told is found out.
   */
  public synchronized void leave() {
    var router = config.routerUrl();
    if (others.leave() || router.isEmpty() || !registered) {
      return;
    }
    registered = false;
    pace.stop();
    var path = "/api/edge/" + URLEncoder.encode(identity.id().value(), StandardCharsets.UTF_8);
    var farewell = new Call("DELETE", router.get(), path, new byte[0], Map.of(), FAREWELL);
    if (silence(farewell).isPresent()) {
      silence(farewell) // once more, since it may only be busy
          .ifPresent(
              reason ->
                  LOG.log(
                      Level.INFO,
                      () ->
                          "The router could not be told that this coordinator stops. reason="
                              + reason));
    }
  }

  /** Makes a call; gives why there was no answer, if there was none. */
  private Optional<String> silence(Call call) {
    try {
      client.send(signed(call));
      return Optional.empty();
    } catch (UnreachableException e) {
      return Optional.of(e.reason());
    }
  }

  /** Whether the router knows this coordinator, as far as this one knows; true without a router. */
  public boolean isRegistered() {
    return registered || config.routerUrl().isEmpty();
  }

  /**
   * Whether the router answered lately, so that what it decides about workers is known here; true
   * without a router.
   */
  public boolean isInTouch() {
    var silent = Duration.between(heard, clock.instant());
    return config.routerUrl().isEmpty()
        || silent.compareTo(config.heartbeatInterval().multipliedBy(MISSED)) <= 0;
  }

  /** The router, and what is wrong with it if something is. */
  public String describe() {
    return config
        .routerUrl()
        .map(url -> url + (registered ? "" : ": " + refusals.last()))
        .orElse("none: stands alone");
  }

  /** Why the router does not know this coordinator, when it should; tried on all the same. */
  public Optional<String> trouble() {
    return isRegistered() ? Optional.empty() : refusals.lasting().map("not registered: "::concat);
  }

  private Answer register(URI router, Map<String, Offer> offers) throws UnreachableException {
    var capabilities = Json.createObjectBuilder().add("location", config.location());
    dht.port().ifPresent(port -> capabilities.add("dht_port", port));
    var body =
        body(offers)
            .add("tunnel_url", config.publicUrl().toString())
            .add("dial_back", true)
            .add("capabilities", capabilities);
    return send(router, REGISTER, body.build());
  }

  private Answer heartbeat(URI router, Map<String, Offer> offers) throws UnreachableException {
    var body = body(offers).add("released", Json.createArrayBuilder(released));
    var there = pinged.next(clock.instant());
    if (!there.isEmpty()) {
      body.add("pinged", Json.createArrayBuilder(there));
    }
    return send(router, HEARTBEAT, body.build());
  }

  private JsonObjectBuilder body(Map<String, Offer> offers) {
    var body =
        Json.createObjectBuilder()
            .add("worker_id", identity.id().value())
            .add("workers", fleet.view().workers().size())
            .add("services", digest.toJson(offers));
    events.addTo(body);
    return body;
  }

  private Answer send(URI router, String path, JsonObject body) throws UnreachableException {
    return client.send(signed(Call.post(router, path, body, Map.of(), TIMEOUT)));
  }

  private Call signed(Call call) {
    var headers =
        MessageSignature.sign(
            identity.key(),
            MessageSignature.NODE,
            call.method(),
            call.path(),
            call.body(),
            clock.instant(),
            Map.of());
    return new Call(call.method(), call.base(), call.path(), call.body(), headers, call.timeout());
  }

  private void accept(JsonObject answer, Map<String, Offer> offers, Instant now) {
    events.accept(answer);
    if (!registered) {
      LOG.log(
          Level.INFO,
          () ->
              "Registered at the router. coordinator=%s router=%s"
                  .formatted(identity.id(), config.routerUrl().orElseThrow()));
    }
    registered = true;
    heard = now;
    failing = false;
    refusals.end();
    told = offers;
    pace.answered(answer, now);
    Optional.ofNullable(answer.getString("router_key", null)).ifPresent(ownership::trustRouter);
    if (answer.get("releases") instanceof JsonArray releases) {
      released = releases.getValuesAs(JsonObject.class).stream().map(this::release).toList();
      if (!released.isEmpty()) {
        pace.atOnce(now); // say at once that they are gone
      }
    } else {
      released = List.of();
    }
    if (answer.get("intents") instanceof JsonArray intents) {
      intents.getValuesAs(JsonObject.class).forEach(this::decide);
    }
  }

  /** What operators decided at the router; what cannot be read is left out. */
  private void decide(JsonObject told) {
    try {
      registry.decide(new NodeId(told.getString("worker_id")), Intent.fromJson(told));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, () -> "The router told a decision in vain. told=" + told, e);
    }
  }

  private String release(JsonObject release) {
    var worker = release.getString("worker_id");
    registry.release(new NodeId(worker), release.getJsonNumber("home_epoch").longValue());
    return worker;
  }

  private void refused(Answer answer, Instant now) {
    if (answer.status() == 404 && registered) {
      LOG.log(
          Level.WARNING, "The router does not know this coordinator any more; registering again.");
      registered = false;
      failing = false;
      pace.atOnce(now);
      return;
    }
    if (events.refused(answer.status())) {
      pace.atOnce(now); // once more without them
    } else {
      failed(Refusals.reason(answer), now);
    }
  }

  private void failed(String reason, Instant now) {
    if (refusals.add(reason)) {
      LOG.log(
          Level.WARNING,
          () -> "The router cannot be told of this coordinator; trying on. reason=" + reason);
    }
    failing = true;
    pace.failed(now);
  }
}
