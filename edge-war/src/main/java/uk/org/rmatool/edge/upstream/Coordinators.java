package uk.org.rmatool.edge.upstream;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The coordinators of the platform: who they are says the router, how they are is looked at from
 * here. Safe for any number of threads.
 */
@Component
public class Coordinators {
  private static final Logger LOG = System.getLogger(Coordinators.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_COORDINATORS = 1_000;

  private final EdgeRoleConfig config;
  private final ControlClient client;
  private final Clock clock;

  /** Who was silent at the last look; only a second silence counts. */
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  private volatile Map<String, Coordinator> known = Map.of();
  private volatile Optional<String> routerTrouble = Optional.of("it has not been asked yet");

  @Inject
  public Coordinators(EdgeRoleConfig config, ControlClient client, Clock clock) {
    this.config = config;
    this.client = client;
    this.clock = clock;
  }

  /** All that are known, in the order in which the router lists them. */
  public Collection<Coordinator> all() {
    return known.values();
  }

  public Optional<Coordinator> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Why the router does not tell who they are; empty when it does. */
  public Optional<String> routerTrouble() {
    return routerTrouble;
  }

  /** Asks the router who they are; what was known before counts while it does not say. */
  public void ask() {
    var trouble = listed();
    if (!trouble.equals(routerTrouble)) {
      trouble.ifPresent(
          reason ->
              LOG.log(
                  Level.WARNING,
                  () ->
                      "The router does not list coordinators; those known before are called. known=%d reason=%s"
                          .formatted(known.size(), reason)));
      routerTrouble = trouble;
    }
  }

  private Optional<String> listed() {
    try {
      var answer = client.send(Call.get(config.router(), "/api/admin/coordinators", TIMEOUT));
      if (!answer.ok()) {
        return Optional.of("%s answered %d".formatted(config.router(), answer.status()));
      }
      try (var reader = Json.createReader(new ByteArrayInputStream(answer.body()))) {
        take(reader.readArray());
        return Optional.empty();
      }
    } catch (UnreachableException e) {
      return Optional.of(e.reason());
    } catch (JsonException e) {
      return Optional.of("%s lists no coordinators: is it a router?".formatted(config.router()));
    }
  }

  private synchronized void take(JsonArray list) {
    var now = clock.instant();
    var next = new LinkedHashMap<String, Coordinator>();
    list.stream()
        .filter(JsonObject.class::isInstance)
        .limit(MAX_COORDINATORS)
        .flatMap(entry -> Coordinator.listed(entry.asJsonObject(), now).stream())
        .map(listed -> find(listed.id()).map(listed::after).orElse(listed))
        .forEach(coordinator -> next.put(coordinator.id(), coordinator));
    silent.retainAll(next.keySet());
    known = Collections.unmodifiableMap(next);
  }

  /** Looks how each of them is, at the same time, and waits for the slowest. */
  public void look() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List.copyOf(all()).forEach(coordinator -> threads.execute(() -> look(coordinator)));
    }
  }

  private void look(Coordinator coordinator) {
    try {
      var answer = client.send(Call.get(coordinator.address(), "/api/services/list", TIMEOUT));
      silent.remove(coordinator.id());
      change(
          answer.status() < 500
              ? coordinator.seen(answer.ok() ? answer.json() : Optional.empty())
              : coordinator.away("it answered " + answer.status()));
    } catch (UnreachableException e) {
      if (!e.isSilence() || !silent.add(coordinator.id())) {
        change(coordinator.away(e.reason()));
      }
    }
  }

  /** One that could not be connected to gets no calls until it is seen again. */
  public void unreachable(String id, String reason) {
    find(id).ifPresent(coordinator -> change(coordinator.away(reason)));
  }

  private synchronized void change(Coordinator coordinator) {
    var listed = known.get(coordinator.id());
    if (listed != null && listed.address().equals(coordinator.address())) {
      var next = new LinkedHashMap<>(known);
      next.put(
          coordinator.id(),
          new Coordinator(
              listed.id(),
              listed.address(),
              listed.intent(),
              listed.since(),
              coordinator.providers(),
              coordinator.trouble()));
      known = Collections.unmodifiableMap(next);
    }
  }
}
