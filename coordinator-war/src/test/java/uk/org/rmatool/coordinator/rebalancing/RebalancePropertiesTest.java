package uk.org.rmatool.coordinator.rebalancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;

/** What holds for every fleet, whatever happens to it. */
class RebalancePropertiesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final int NO_LIMIT = 100_000;
  private static final List<String> NAMES = IntStream.range(0, 6).mapToObj(i -> "s" + i).toList();

  /** Something that happens; a worker or service that is not there makes it nothing. */
  private sealed interface Event {
    record Join(Set<String> runnable, Set<String> running) implements Event {}

    record Leave(int worker) implements Event {}

    record Become(int worker, Standing standing) implements Event {}

    record Break(int worker, int service) implements Event {}

    record Deployed(int service, int count) implements Event {}

    record Started() implements Event {}

    record Passes(int seconds) implements Event {}
  }

  @Property(tries = 400)
  void everyPlanKeepsTheRulesAndIsFollowedByAnEmptyOne(
      @ForAll("catalogues") Catalogue catalogue, @ForAll("events") List<Event> events) {
    var world = new World(catalogue, NO_LIMIT);
    for (var event : events) {
      world.happens(event);
      world.planAndCheck();
      assertThat(world.plan().moves()).as("nothing is left to do").isEmpty();
    }
  }

  @Property(tries = 200)
  void theFleetComesToRestWithEveryTargetMetThatCanBe(
      @ForAll("catalogues") Catalogue catalogue,
      @ForAll("events") List<Event> events,
      @ForAll @IntRange(min = 1, max = 5) int limit) {
    var world = new World(catalogue, limit);
    for (var event : events) {
      world.happens(event);
      assertThat(world.planAndCheck()).isLessThanOrEqualTo(limit);
    }
    var quiet = 0;
    for (var rounds = 0; quiet < 3; rounds++) {
      assertThat(rounds).as("it comes to rest").isLessThan(300);
      world.happens(new Event.Started());
      world.happens(new Event.Passes((int) PATIENCE.toSeconds() * Rebalance.GPU_PATIENCE));
      quiet = world.planAndCheck() == 0 ? quiet + 1 : 0;
    }
    world.checkRest();
  }

  /** A simulated fleet under rebalancing, with a memory of its own of how much there was. */
  private static final class World {
    final Catalogue catalogue;
    final Rebalance rebalance;
    final SimulatedFleet fleet = new SimulatedFleet();
    final Map<String, Instant> tooManySince = new HashMap<>();
    Memory memory = Memory.NONE;
    Instant now = Instant.EPOCH;

    World(Catalogue catalogue, int limit) {
      this.catalogue = catalogue;
      this.rebalance = new Rebalance(PATIENCE, limit);
    }

    void happens(Event event) {
      var ids = List.copyOf(fleet.workers.keySet());
      switch (event) {
        case Event.Join(var runnable, var running) -> {
          if (ids.size() < 12) {
            fleet.join(
                runnable, running.stream().filter(runnable::contains).toArray(String[]::new));
          }
        }
        case Event.Leave(var worker) -> one(ids, worker).forEach(fleet::leave);
        case Event.Become(var worker, var standing) ->
            one(ids, worker).forEach(id -> fleet.become(id, standing));
        case Event.Break(var worker, var service) ->
            one(ids, worker).forEach(id -> fleet.breakService(id, NAMES.get(service)));
        case Event.Deployed(var service, var count) ->
            fleet.deployed.put(NAMES.get(service), count);
        case Event.Started() -> fleet.settle();
        case Event.Passes(var seconds) -> now = now.plusSeconds(seconds);
      }
    }

    private static Stream<NodeId> one(List<NodeId> ids, int index) {
      return ids.stream().skip(index).limit(1);
    }

    Plan plan() {
      return rebalance.plan(catalogue, fleet.candidates(), fleet::elsewhere, memory, now);
    }

    /** Carries a plan out; gives how many services were given and taken. */
    int planAndCheck() {
      tooManySince.keySet().removeIf(name -> !tooMany(name));
      var plan = plan();
      memory = plan.memory();
      var before = Map.copyOf(fleet.workers);
      plan.moves().forEach(m -> fleet.reassign(m.worker(), m.before(), m.services(), m.reason()));
      assertThat(plan.moves()).extracting(Move::worker).doesNotHaveDuplicates();
      var steps =
          plan.moves().stream().mapToInt(move -> check(move, before.get(move.worker()))).sum();
      tooManySince.keySet().removeIf(name -> !tooMany(name));
      catalogue.services().stream()
          .map(CatalogueService::name)
          .filter(this::tooMany)
          .forEach(name -> tooManySince.putIfAbsent(name, now));
      return steps;
    }

    private boolean tooMany(String service) {
      var target = catalogue.find(service).orElseThrow().replicas();
      return fleet.total(service) > target && fleet.sound(service) >= target;
    }

    private int check(Move move, Candidate worker) {
      var given = without(move.services(), move.before());
      var taken = without(move.before(), move.services());
      assertThat(given.size() + taken.size()).isPositive();
      assertThat(move.before()).isEqualTo(worker.assigned());
      assertThat(worker.runnable()).containsAll(given);
      assertThat(worker.standing()).isNotEqualTo(Standing.AWAY);
      if (!given.isEmpty()) {
        assertThat(worker.standing()).isEqualTo(Standing.OPEN);
      }
      for (var name : taken) {
        var service = catalogue.find(name);
        if (service.isEmpty()) {
          continue;
        }
        assertThat(fleet.running(name)).as("somebody still runs it").isPositive();
        if (worker.standing() != Standing.DRAINED) {
          checkTaken(service.get(), move);
        }
      }
      return given.size() + taken.size();
    }

    private void checkTaken(CatalogueService service, Move move) {
      assertThat(fleet.sound(service.name())).isGreaterThanOrEqualTo(service.replicas());
      assertThat(move.services()).isNotEmpty();
      var patience =
          service.requires() == WorkerType.GPU
              ? PATIENCE.multipliedBy(Rebalance.GPU_PATIENCE)
              : PATIENCE;
      assertThat(tooManySince.getOrDefault(service.name(), now).plus(patience))
          .isBeforeOrEqualTo(now);
    }

    void checkRest() {
      for (var service : catalogue.services()) {
        var name = service.name();
        var able =
            fleet.workers.values().stream()
                .filter(w -> w.standing() == Standing.OPEN)
                .filter(w -> w.runnable().contains(name) && !w.assigned().contains(name))
                .count();
        assertThat(fleet.sound(name) >= service.replicas() || able == 0)
            .as("%s has its workers, or there are none that could", name)
            .isTrue();
        if (fleet.sound(name) > service.replicas()) {
          assertThat(fleet.counted(name).filter(w -> !w.failed().contains(name)))
              .as("%s is left beyond its target only where there is nothing else", name)
              .allMatch(w -> w.assigned().size() == 1);
        }
        if (fleet.running(name) > 0) {
          assertThat(fleet.workers.values())
              .filteredOn(w -> w.standing() == Standing.DRAINED)
              .noneMatch(w -> w.assigned().contains(name));
        }
        if (fleet.sound(name) == service.replicas() && fleet.total(name) == service.replicas()) {
          var someoneHasMore = fleet.counted(name).anyMatch(w -> known(w) > 1);
          assertThat(fleet.workers.values())
              .as("nobody is idle who could relieve one that has %s and more", name)
              .filteredOn(w -> w.standing() == Standing.OPEN && known(w) == 0)
              .noneMatch(w -> someoneHasMore && w.runnable().contains(name));
        }
      }
    }

    private long known(Candidate worker) {
      return worker.assigned().stream().filter(name -> catalogue.find(name).isPresent()).count();
    }

    private static List<String> without(List<String> some, List<String> others) {
      var rest = new ArrayList<>(some);
      rest.removeAll(others);
      return rest;
    }
  }

  /** The first of all names; the others are services that workers know and the catalogue not. */
  @Provide
  Arbitrary<Catalogue> catalogues() {
    var service =
        Combinators.combine(
            Arbitraries.of(WorkerType.GPU, WorkerType.CPU),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 4));
    return service
        .as((type, priority, replicas) -> new CatalogueService("", type, priority, 1, replicas))
        .list()
        .ofMinSize(1)
        .ofMaxSize(NAMES.size() - 1)
        .map(RebalancePropertiesTest::named);
  }

  private static Catalogue named(List<CatalogueService> services) {
    return Catalogue.of(
        IntStream.range(0, services.size())
            .mapToObj(
                i ->
                    new CatalogueService(
                        NAMES.get(i),
                        services.get(i).requires(),
                        services.get(i).priority(),
                        1,
                        services.get(i).replicas()))
            .toList());
  }

  @Provide
  Arbitrary<List<Event>> events() {
    var worker = Arbitraries.integers().between(0, 11);
    var service = Arbitraries.integers().between(0, NAMES.size() - 1);
    var services =
        Arbitraries.of(NAMES).set().ofMaxSize(NAMES.size()).map(RebalancePropertiesTest::copy);
    return Arbitraries.<Event>oneOf(
            Combinators.combine(services, services).as(Event.Join::new),
            Combinators.combine(services, services).as(Event.Join::new),
            worker.map(Event.Leave::new),
            Combinators.combine(worker, Arbitraries.of(Standing.values())).as(Event.Become::new),
            Combinators.combine(worker, service).as(Event.Break::new),
            Combinators.combine(service, Arbitraries.integers().between(0, 3))
                .as(Event.Deployed::new),
            Arbitraries.just(new Event.Started()),
            Arbitraries.integers().between(1, 1_200).map(Event.Passes::new))
        .list()
        .ofMaxSize(40);
  }

  private static Set<String> copy(Set<String> services) {
    return services.stream().collect(Collectors.toUnmodifiableSet());
  }
}
