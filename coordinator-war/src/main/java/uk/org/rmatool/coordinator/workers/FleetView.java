package uk.org.rmatool.coordinator.workers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.platform.liveness.LeaseState;

/**
 * The fleet at a moment, counted and sorted once for many questions, so that what a question costs
 * does not grow with the fleet.
 */
public final class FleetView {
  private static final Comparator<Worker> BY_AGE =
      Comparator.comparing(Worker::registeredAt).thenComparing(Worker::id);
  private static final Comparator<Worker> BY_LOAD =
      Comparator.comparingDouble(worker -> worker.heartbeat().currentLoad());

  private final List<Worker> workers = new ArrayList<>();
  private final Map<String, Providers> services = new LinkedHashMap<>();
  private final Map<WorkerType, Integer> types = new EnumMap<>(WorkerType.class);
  private int live;
  private int healthy;

  /** What the registry thinks of a worker. */
  interface Judge {
    LeaseState state(Worker worker);

    /** Whether calls may be sent to it. */
    boolean isHealthy(Worker worker);

    /** Whether calls are sent to it only when nobody else is there. */
    boolean isHeldBack(Worker worker);
  }

  /**
   * Who provides a service.
   *
   * @param all who was given it or declares it
   * @param healthy how many of them are healthy
   * @param able who can be called now, the least loaded first
   * @param models who of them has which model loaded
   */
  public record Providers(
      List<Worker> all, int healthy, List<Worker> able, Map<String, List<Worker>> models) {}

  private static final class Gathered {
    /** Adds who has what of the models that are not there yet. */
    private static void byModel(List<Worker> workers, Map<String, List<Worker>> models) {
      var found = new TreeMap<String, List<Worker>>();
      for (var worker : workers) {
        worker.heartbeat().loadedModels().stream()
            .filter(Models::isName)
            .distinct()
            .forEach(name -> found.computeIfAbsent(name, n -> new ArrayList<>()).add(worker));
      }
      found.forEach(models::putIfAbsent);
    }

    final List<Worker> all = new ArrayList<>();
    final List<Worker> able = new ArrayList<>();
    final List<Worker> heldBack = new ArrayList<>();
    int healthy;

    Providers sorted(boolean hasModels) {
      var callable = able.isEmpty() ? heldBack : able;
      callable.sort(BY_LOAD);
      var models = new TreeMap<String, List<Worker>>();
      if (hasModels) {
        byModel(able, models);
        byModel(heldBack, models);
      }
      return new Providers(all, healthy, callable, models);
    }
  }

  private final String tag;

  private FleetView(String tag) {
    this.tag = tag;
  }

  /**
   * Looks at all workers.
   *
   * @param first services to be named first, in this order
   * @param tag differs from every other view's that is not the same
   */
  static FleetView of(Collection<Worker> all, Judge judge, List<String> first, String tag) {
    var view = new FleetView(tag);
    var gathered = new LinkedHashMap<String, Gathered>();
    first.forEach(name -> gathered.put(name, new Gathered()));
    for (var worker : all) {
      var state = judge.state(worker);
      if (state == LeaseState.EXPIRED) {
        continue;
      }
      view.workers.add(worker);
      view.types.merge(worker.type(), 1, Integer::sum);
      view.live += state == LeaseState.LIVE ? 1 : 0;
      var healthy = judge.isHealthy(worker);
      view.healthy += healthy ? 1 : 0;
      for (var service : worker.provides()) {
        var providers = gathered.computeIfAbsent(service, name -> new Gathered());
        providers.all.add(worker);
        providers.healthy += healthy ? 1 : 0;
        if (healthy && worker.serves(service)) {
          (judge.isHeldBack(worker) ? providers.heldBack : providers.able).add(worker);
        }
      }
    }
    view.workers.sort(BY_AGE);
    gathered.forEach(
        (name, providers) -> {
          if (!providers.all.isEmpty()) {
            providers.all.sort(BY_AGE);
            view.services.put(name, providers.sorted(Models.SERVICES.contains(name)));
          }
        });
    return view;
  }

  /** The same for views that do not differ; for entity tags. */
  public String tag() {
    return tag;
  }

  /** All whose lease has not run out, the longest registered first. */
  public List<Worker> workers() {
    return workers;
  }

  /** How many of them were heard of in time. */
  public int live() {
    return live;
  }

  /** How many of them get calls. */
  public int healthy() {
    return healthy;
  }

  /** How many of them are of this type. */
  public int count(WorkerType type) {
    return types.getOrDefault(type, 0);
  }

  /** Who provides what; those of the catalogue first. */
  public Map<String, Providers> services() {
    return services;
  }

  /** Who provides this service. */
  public Providers providers(String service) {
    return services.getOrDefault(service, new Providers(List.of(), 0, List.of(), Map.of()));
  }
}
