package uk.org.rmatool.worker.launcher;

import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The models that services of this worker have loaded, as they say themselves at <code>/v1/models
 * </code>. They are asked when a service starts or stops, and again and again.
 */
@Component
public final class LoadedModels {
  private static final Logger LOG = System.getLogger(LoadedModels.class.getName());
  private static final int MAX_MODELS = 200;
  private static final int MAX_ANSWER_BYTES = 256 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Launcher launcher;
  private final ControlClient client;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("loaded-models").unstarted(this::run);
  private final Map<String, List<String>> known = new HashMap<>();
  private volatile List<String> names = List.of();

  @Inject
  public LoadedModels(Launcher launcher, ControlClient client) {
    this.launcher = launcher;
    this.client = client;
  }

  /** Of all services, by name. */
  public List<String> names() {
    return names;
  }

  /** Begins to ask; whoever listens to the launcher hears of changes. */
  public void start() {
    launcher.onChange(changes::release);
    thread.start();
  }

  public void stop() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        look();
        var unused = changes.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        changes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks all services that run. */
  void look() {
    for (var service : Models.SERVICES) {
      var address = launcher.address(service);
      if (address.isEmpty()) {
        known.remove(service);
      } else {
        ask(service, address.get());
      }
    }
    var all = new TreeSet<String>();
    known.values().forEach(all::addAll);
    var now = List.copyOf(all);
    if (!now.equals(names)) {
      names = now;
      LOG.log(Level.INFO, () -> "The loaded models are others. models=" + now);
      launcher.changed();
    }
  }

  /** One that does not answer has what it had; whether it works is its health probe's to say. */
  private void ask(String service, URI address) {
    try {
      var answer =
          client.send(ControlClient.Call.get(address, "/v1/models", TIMEOUT), MAX_ANSWER_BYTES);
      known.put(
          service,
          answer.ok() ? answer.json().map(LoadedModels::ids).orElse(List.of()) : List.of());
    } catch (UnreachableException e) {
      LOG.log(
          Level.DEBUG,
          () ->
              "A service does not say its models. service=%s reason=%s"
                  .formatted(service, e.reason()));
    }
  }

  private static List<String> ids(JsonObject answer) {
    return answer.get("data") instanceof JsonArray data
        ? data.stream()
            .filter(JsonObject.class::isInstance)
            .map(model -> model.asJsonObject().get("id"))
            .flatMap(
                id -> id instanceof JsonString name ? Stream.of(name.getString()) : Stream.of())
            .filter(Models::isName)
            .distinct()
            .limit(MAX_MODELS)
            .toList()
        : List.of();
  }
}
