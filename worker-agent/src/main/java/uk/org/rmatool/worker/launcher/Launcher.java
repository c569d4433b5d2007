package uk.org.rmatool.worker.launcher;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Recipe;
import uk.org.rmatool.worker.recipes.Recipes;
import uk.org.rmatool.worker.state.StateFolder;

/** Runs exactly the services that this worker is given. Safe for any number of threads. */
@Component
public class Launcher {
  private final Recipes recipes;
  private final StateFolder state;
  private final Starter starter;
  private final Leftovers leftovers;
  private final Supervisor.Tools tools;
  private final ToIntFunction<String> inFlight;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Supervisor> supervisors = new HashMap<>();
  private final Map<String, ServiceState> unsupported = new HashMap<>();
  private final Map<String, Supervisor> draining = new HashMap<>();
  private final Map<String, CompletableFuture<Void>> ending = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private Collection<String> wanted = List.of();
  private Optional<String> paused = Optional.empty();

  /**
   * A service that callers reach without the platform.
   *
   * @param scheme of its address, such as <code>redis</code>
   * @param port where it listens
   */
  public record Foreign(String scheme, int port) {}

  @Inject
  Launcher(
      Recipes recipes,
      Commands commands,
      StateFolder state,
      ControlClient client,
      Traffic traffic) {
    this(
        recipes,
        commands,
        state,
        client,
        service -> traffic.of(service).inFlight(),
        LaunchLimits.USUAL);
  }

  Launcher(
      Recipes recipes,
      Commands commands,
      StateFolder state,
      ControlClient client,
      ToIntFunction<String> inFlight,
      LaunchLimits limits) {
    this.recipes = recipes;
    this.inFlight = inFlight;
    this.state = state;
    this.starter = new Starter(commands, new Confinement(commands, state.tag()));
    this.leftovers = new Leftovers(state.path().resolve("processes.json"));
    this.tools =
        new Supervisor.Tools(
            limits, starter, recipes::launch, new HealthProbe(client), leftovers, this::changed);
  }

  /** Ends what an earlier run of this worker left behind; before anything is started. */
  public void clearLeftovers() {
    leftovers.end();
  }

  /** Tells this listener of every change of a service's state; it must return at once. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * From now on exactly these services are called here. What runs already goes on, what has failed
   * is tried at once, what cannot be run gets a state that says why, and what is gone ends when its
   * calls have, or after some minutes.
   */
  public void assign(Collection<String> services) {
    lock.lock();
    try {
      wanted = new LinkedHashSet<>(services);
      run();
    } finally {
      lock.unlock();
    }
    changed();
  }

  /**
   * Runs nothing until {@link #resume}: what runs ends when its calls have.
   *
   * @param reason why, for people
   */
  public void pause(String reason) {
    hold(Optional.of(reason));
  }

  /** Runs again what this worker was given. */
  public void resume() {
    hold(Optional.empty());
  }

  /** Why nothing is run now; empty when it is. */
  public Optional<String> paused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  private void hold(Optional<String> reason) {
    lock.lock();
    try {
      if (paused.equals(reason)) {
        return;
      }
      paused = reason;
      run();
    } finally {
      lock.unlock();
    }
    changed();
  }

  private void run() {
    if (isStopped()) {
      return;
    }
    for (var running : List.copyOf(supervisors.keySet())) {
      if (paused.isPresent() || !wanted.contains(running)) {
        drain(running);
      }
    }
    unsupported.clear();
    if (paused.isPresent()) {
      var state = new ServiceState(Phase.PAUSED, paused.get());
      wanted.forEach(service -> unsupported.put(service, state));
    } else {
      wanted.forEach(this::ensure);
    }
  }

  /** Every service that this worker was given, and how it is. */
  public Map<String, ServiceState> states() {
    lock.lock();
    try {
      var states = new TreeMap<>(unsupported);
      supervisors.forEach((service, supervisor) -> states.put(service, supervisor.state()));
      return states;
    } finally {
      lock.unlock();
    }
  }

  /** The services that run and are not called through the platform: scheme and port of each. */
  public Map<String, Foreign> foreign() {
    lock.lock();
    try {
      var found = new TreeMap<String, Foreign>();
      supervisors.forEach(
          (service, supervisor) -> {
            var network = supervisor.recipe().network();
            if (!network.isHttp()) {
              supervisor
                  .port()
                  .ifPresent(port -> found.put(service, new Foreign(network.scheme(), port)));
            }
          });
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where a service can be called on this machine; empty unless it runs, and for one that speaks no
   * HTTP.
   */
  public Optional<URI> address(String service) {
    lock.lock();
    try {
      return Optional.ofNullable(supervisors.get(service))
          .filter(supervisor -> supervisor.recipe().network().isHttp())
          .flatMap(Launcher::address);
    } finally {
      lock.unlock();
    }
  }

  /** The running service that takes such broadcast jobs. */
  public Optional<String> takerOf(String jobType) {
    lock.lock();
    try {
      return supervisors.values().stream()
          .filter(supervisor -> supervisor.port().isPresent())
          .map(Supervisor::recipe)
          .filter(recipe -> recipe.jobTypes().contains(jobType))
          .map(Recipe::service)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Ends everything and starts nothing more; returns when all has ended. */
  public void stop() {
    lock.lock();
    try {
      stop.countDown();
      supervisors.putAll(draining);
      draining.clear();
      Set.copyOf(supervisors.keySet()).forEach(this::end);
    } finally {
      lock.unlock();
    }
    var all = List.copyOf(ending.values()).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Some services cannot be ended: " + ending.keySet(), e);
    } finally {
      starter.close();
    }
  }

  private void ensure(String service) {
    Optional.ofNullable(draining.remove(service)).ifPresent(it -> supervisors.put(service, it));
    var present = supervisors.get(service);
    if (present != null && present.state().phase() != Phase.FAILED) {
      return;
    }
    end(service);
    var recipe = recipes.find(service);
    if (recipe.isEmpty()) {
      unsupported.put(
          service, new ServiceState(Phase.UNSUPPORTED, "this worker has no recipe for it"));
      return;
    }
    var unmet = new ArrayList<>(recipes.unmet(service));
    recipes
        .crowded(recipe.get(), supervisors.values().stream().map(Supervisor::recipe).toList())
        .ifPresent(unmet::add);
    if (unmet.isEmpty()) {
      launch(recipe.get());
    } else {
      unsupported.put(service, new ServiceState(Phase.UNSUPPORTED, String.join("; ", unmet)));
    }
  }

  private void launch(Recipe recipe) {
    try {
      var folder = state.subfolder("services/" + recipe.service());
      var log = state.subfolder("logs").resolve(recipe.service() + ".log");
      var supervisor = new Supervisor(recipe, tools, folder, log);
      supervisors.put(recipe.service(), supervisor);
      supervisor.start(
          ending.getOrDefault(recipe.service(), CompletableFuture.completedFuture(null)));
    } catch (IOException e) {
      throw new UncheckedIOException("The state folder cannot be written", e);
    }
  }

  private void end(String service) {
    var supervisor = supervisors.remove(service);
    if (supervisor != null) {
      ending.put(service, supervisor.stop());
    }
  }

  /** Ends it once its calls have ended; new calls find it no more. */
  private void drain(String service) {
    var supervisor = supervisors.remove(service);
    if (supervisor == null) {
      return;
    }
    draining.put(service, supervisor);
    Thread.ofVirtual()
        .name("drain of " + service)
        .start(
            () -> {
              awaitCalls(service);
              endDrained(service, supervisor);
            });
  }

  /** Waits at least once, for a call that has just found the service and is not counted yet. */
  private void awaitCalls(String service) {
    var limits = tools.limits();
    var deadline = System.nanoTime() + limits.drain().toNanos();
    try {
      while (!stop.await(limits.drainPoll().toNanos(), TimeUnit.NANOSECONDS)
          && inFlight.applyAsInt(service) > 0
          && System.nanoTime() < deadline) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does nothing when the service was given again meanwhile. */
  private void endDrained(String service, Supervisor supervisor) {
    lock.lock();
    try {
      if (draining.remove(service, supervisor)) {
        ending.put(service, supervisor.stop());
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Something about the services is different. */
  void changed() {
    listeners.forEach(Runnable::run);
  }

  private static Optional<URI> address(Supervisor supervisor) {
    var port = supervisor.port();
    return port.isPresent() ? Optional.of(HealthProbe.address(port.getAsInt())) : Optional.empty();
  }
}
