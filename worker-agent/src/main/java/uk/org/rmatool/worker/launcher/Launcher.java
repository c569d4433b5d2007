package uk.org.rmatool.worker.launcher;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Launch;
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
  private final Draining draining;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Supervisor> supervisors = new HashMap<>();
  private final Map<String, ServiceState> unsupported = new HashMap<>();
  private Collection<String> wanted = List.of();
  private final Map<String, String> held = new HashMap<>();
  private Optional<String> paused = Optional.empty();
  private boolean stopped;

  /**
   * A service that callers reach without the platform.
   *
   * @param scheme of its address, such as <code>redis</code>
   * @param port where it listens
   */
  public record Foreign(String scheme, int port) {}

  /** A service that works, as it was started, and its local port. */
  public record Running(Recipe recipe, int port) {
    /** Where it is called on this machine. */
    public URI address() {
      return HealthProbe.address(port);
    }
  }

  /**
   * A service that has processes.
   *
   * @param held whether a control group, or a container's engine, keeps it to its memory
   * @param family looks which they are
   */
  public record Present(Recipe recipe, boolean held, Supplier<List<ProcessHandle>> family) {
    public String service() {
      return recipe.service();
    }

    /** Its first process and what that started, as far as they run. */
    public List<ProcessHandle> processes() {
      return family.get();
    }
  }

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
    this.state = state;
    this.starter = new Starter(commands, new Confinement(commands, state.tag()));
    this.leftovers = new Leftovers(state.path().resolve("processes.json"));
    this.draining = new Draining(inFlight, limits);
    this.tools =
        new Supervisor.Tools(
            limits,
            starter,
            recipes::launch,
            recipes::data,
            new HealthProbe(client),
            leftovers,
            this::changed);
  }

  /** Ends what an earlier run of this worker left behind; before anything is started. */
  public void clearLeftovers() {
    leftovers.end();
    recipes.clearContainers();
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
    change(() -> wanted = new LinkedHashSet<>(services));
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
    return locked(() -> paused);
  }

  private void hold(Optional<String> reason) {
    change(() -> paused = reason);
  }

  /**
   * Ends one service until {@link #release}, once its calls have ended.
   *
   * @param reason why, for people
   * @return completes when nothing is left of it
   */
  public CompletableFuture<Void> hold(String service, String reason) {
    change(() -> held.put(service, reason));
    return draining.ended(service);
  }

  /** Runs it again, if this worker was given it. */
  public void release(String service) {
    change(() -> held.remove(service));
  }

  private void change(Runnable wish) {
    lock.lock();
    try {
      wish.run();
      run();
    } finally {
      lock.unlock();
    }
    changed();
  }

  private <T> T locked(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    if (stopped) {
      return;
    }
    Map.copyOf(supervisors)
        .forEach(
            (service, supervisor) -> {
              if (refusal(service).isPresent() || !wanted.contains(service)) {
                supervisors.remove(service);
                draining.drain(service, supervisor);
              }
            });
    unsupported.clear();
    wanted.forEach(
        service ->
            refusal(service)
                .ifPresentOrElse(
                    reason -> unsupported.put(service, new ServiceState(Phase.PAUSED, reason)),
                    () -> ensure(service)));
  }

  /** Why a service must not run now although it is wanted. */
  private Optional<String> refusal(String service) {
    return paused.or(() -> Optional.ofNullable(held.get(service)));
  }

  /** Every service that this worker was given, and how it is. */
  public Map<String, ServiceState> states() {
    return locked(
        () -> {
          var states = new TreeMap<>(unsupported);
          supervisors.forEach((service, supervisor) -> states.put(service, supervisor.state()));
          return states;
        });
  }

  /** A service of this worker that works now. */
  public Optional<Running> running(String service) {
    return locked(() -> Optional.ofNullable(supervisors.get(service)).flatMap(Launcher::running));
  }

  private static Optional<Running> running(Supervisor supervisor) {
    var port = supervisor.port();
    return port.isPresent()
        ? Optional.of(new Running(supervisor.recipe(), port.getAsInt()))
        : Optional.empty();
  }

  private Stream<Running> allRunning() {
    return locked(() -> List.copyOf(supervisors.values())).stream()
        .flatMap(supervisor -> running(supervisor).stream());
  }

  /**
   * The services that run, lack nothing and are not called through the platform: scheme and port of
   * each.
   */
  public Map<String, Foreign> foreign() {
    var found = new TreeMap<String, Foreign>();
    var running =
        states().entrySet().stream()
            .filter(it -> it.getValue().phase() == Phase.RUNNING)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    allRunning()
        .filter(it -> !it.recipe().network().isPassedOn())
        .filter(it -> running.contains(it.recipe().service()))
        .forEach(
            it ->
                found.put(
                    it.recipe().service(), new Foreign(it.recipe().network().scheme(), it.port())));
    return found;
  }

  /**
   * Where a service can be called on this machine; empty unless it runs, and for one that speaks no
   * HTTP.
   */
  public Optional<URI> address(String service) {
    return running(service).filter(it -> it.recipe().network().isPassedOn()).map(Running::address);
  }

  /** Every service that has processes now. */
  public List<Present> present() {
    return locked(() -> List.copyOf(supervisors.values())).stream()
        .flatMap(supervisor -> supervisor.present().stream())
        .toList();
  }

  /**
   * Ends a service's processes at once; it is started again, as after any failure.
   *
   * @param reason why, for people
   */
  public void kill(String service, String reason) {
    locked(() -> Optional.ofNullable(supervisors.get(service)))
        .ifPresent(supervisor -> supervisor.condemn(reason));
  }

  /** Whether the process that was called there has ended, or does within this time. */
  public boolean hasEnded(String service, URI address, Duration time) {
    var supervisor = locked(() -> Optional.ofNullable(supervisors.get(service)));
    return supervisor.isEmpty()
        || !address(service).equals(Optional.of(address))
        || supervisor.get().endsWithin(time);
  }

  /** The running service that takes such broadcast jobs. */
  public Optional<String> takerOf(String jobType) {
    return allRunning()
        .map(Running::recipe)
        .filter(recipe -> recipe.jobTypes().contains(jobType))
        .map(Recipe::service)
        .findFirst();
  }

  /**
   * Runs a command of a service's recipe to its end, beside the service and with its environment.
   *
   * @return why it failed; empty when it did not
   */
  public Optional<String> runBeside(Recipe recipe, Launch command, Duration timeout)
      throws IOException, InterruptedException {
    var log = state.subfolder("logs").resolve(recipe.service() + ".backup.log");
    return new OneOff(starter, new ServiceLog(log, tools.limits().logBytes()))
        .run(recipe, command, state.subfolder("services/" + recipe.service()), timeout);
  }

  /** Ends everything and starts nothing more; returns when all has ended. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      Set.copyOf(supervisors.keySet()).forEach(this::end);
    } finally {
      lock.unlock();
    }
    try {
      draining.stop();
    } finally {
      starter.close();
    }
  }

  private void ensure(String service) {
    draining.takeBack(service).ifPresent(it -> supervisors.put(service, it));
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
      supervisor.start(draining.ended(recipe.service()));
    } catch (IOException e) {
      throw new UncheckedIOException("The state folder cannot be written", e);
    }
  }

  private void end(String service) {
    Optional.ofNullable(supervisors.remove(service)).ifPresent(it -> draining.end(service, it));
  }

  /** Something about the services is different. */
  void changed() {
    listeners.forEach(Runnable::run);
  }
}
