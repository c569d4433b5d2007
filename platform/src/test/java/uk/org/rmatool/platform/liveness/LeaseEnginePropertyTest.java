package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import uk.org.rmatool.api.NodeId;

/**
 * Whatever happens to a fleet, the engine says what a simple model says, and keeps its promises.
 */
class LeaseEnginePropertyTest {
  private static final int SIZE = 24;

  /** Such that nothing falls to a bound on a full second, where rounding would decide. */
  private static final Duration HALF_LIFE = Duration.ofMillis(119_993);

  private static final LeaseSettings SETTINGS =
      new LeaseSettings(0.25, Duration.ofSeconds(10), 8, Duration.ofSeconds(200), HALF_LIFE, 1000);

  /** What may happen to a fleet. */
  sealed interface Event {
    record Register(int node) implements Event {}

    record Leave(int node) implements Event {}

    record Suspect(int node) implements Event {}

    record Trust(int node) implements Event {}

    /** A node cannot be reached and answers again, several times in a second. */
    record Flap(int node, int times) implements Event {}

    /** Some nodes send no more heartbeats. */
    record Hush(int from, int to) implements Event {}

    record Speak(int from, int to) implements Event {}

    /** Cleanup removes what is gone. */
    record CleanUp() implements Event {}

    record Pass(int seconds) implements Event {}

    record Suspend(int seconds) implements Event {}

    record Restart(int seconds) implements Event {}
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    return events(
            Tuple.of(4, between(1, 120).map(Event.Pass::new)),
            Tuple.of(1, between(1, 400).map(Event.Pass::new)))
        .list()
        .ofMinSize(30)
        .ofMaxSize(80);
  }

  @Provide
  Arbitrary<List<Event>> historiesWithAbsences() {
    return events(
            Tuple.of(5, between(1, 120).map(Event.Pass::new)),
            Tuple.of(1, between(1, 900).map(Event.Suspend::new)),
            Tuple.of(1, between(0, 900).map(Event.Restart::new)))
        .list()
        .ofMinSize(30)
        .ofMaxSize(80);
  }

  @SafeVarargs
  private static Arbitrary<Event> events(
      Tuple.Tuple2<Integer, Arbitrary<? extends Event>>... time) {
    var all = new ArrayList<Tuple.Tuple2<Integer, Arbitrary<Event>>>();
    var node = between(0, SIZE - 1);
    var some = between(0, SIZE - 1);
    all.add(of(2, node.map(Event.Register::new)));
    all.add(of(1, node.map(Event.Leave::new)));
    all.add(of(2, node.map(Event.Suspect::new)));
    all.add(of(1, node.map(Event.Trust::new)));
    all.add(of(1, node.flatMap(a -> between(1, 6).map(b -> new Event.Flap(a, b)))));
    all.add(of(3, some.flatMap(a -> between(a, SIZE).map(b -> new Event.Hush(a, b)))));
    all.add(of(2, some.flatMap(a -> between(a, SIZE).map(b -> new Event.Speak(a, b)))));
    all.add(of(1, Arbitraries.just(new Event.CleanUp())));
    for (var one : time) {
      all.add(of(one.get1(), one.get2()));
    }
    return Arbitraries.frequencyOf(all);
  }

  private static Tuple.Tuple2<Integer, Arbitrary<Event>> of(
      int frequency, Arbitrary<? extends Event> events) {
    return Tuple.of(frequency, events.map(event -> event));
  }

  private static Arbitrary<Integer> between(int least, int most) {
    return Arbitraries.integers()
        .between(least, most)
        .withDistribution(RandomDistribution.uniform())
        .withoutEdgeCases();
  }

  @Property(tries = 100)
  @StatisticsReport(onFailureOnly = true)
  void itDoesWhatTheModelDoes(@ForAll("histories") List<Event> history) {
    var simulation = new Simulation();
    simulation.run(history);
    for (var kind : Change.Kind.values()) { // that it happens is part of what is tested
      Statistics.label(kind.name())
          .collect(simulation.kinds.contains(kind))
          .coverage(coverage -> coverage.check(true).count(count -> count > 5));
    }
    Statistics.label("guarded for the longest time")
        .collect(simulation.reasons.stream().anyMatch(reason -> reason.startsWith("nodes were")))
        .coverage(coverage -> coverage.check(true).count(count -> count > 5));
  }

  @Property(tries = 100)
  void itDoesWhatTheModelDoesWhenTheRegistryIsAwayToo(
      @ForAll("historiesWithAbsences") List<Event> history) {
    new Simulation().run(history);
  }

  /** The engine and the model go through the same history, second by second. */
  private static final class Simulation {
    private final Fleet fleet = new Fleet(SETTINGS);
    private final LeaseModel model = new LeaseModel(SETTINGS);
    private final Set<NodeId> speaking = new HashSet<>();

    /** What each node's lease said a second ago, unless it was heard of since. */
    private final Map<NodeId, LeaseState> before = new HashMap<>();

    private boolean wasGuarded;

    private final Set<Change.Kind> kinds = EnumSet.noneOf(Change.Kind.class);
    private final Set<String> reasons = new HashSet<>();

    Simulation() {
      for (int i = 0; i < SIZE; i++) {
        register(i);
        speaking.add(Fleet.id(i));
      }
      look();
    }

    void run(List<Event> history) {
      for (var event : history) {
        apply(event);
        check();
      }
    }

    private void apply(Event event) {
      switch (event) {
        case Event.Register(int node) -> register(node);
        case Event.Leave(int node) -> leave(Fleet.id(node));
        case Event.Suspect(int node) -> suspect(Fleet.id(node));
        case Event.Trust(int node) -> trust(Fleet.id(node));
        case Event.Flap(int node, int times) -> {
          for (int i = 0; i < times; i++) {
            suspect(Fleet.id(node));
            trust(Fleet.id(node));
          }
        }
        case Event.Hush(int from, int to) -> speaking.removeAll(Fleet.ids(from, to));
        case Event.Speak(int from, int to) -> speaking.addAll(Fleet.ids(from, to));
        case Event.CleanUp() ->
            List.copyOf(fleet.nodes.keySet()).stream()
                .filter(id -> fleet.state(id) == LeaseState.EXPIRED)
                .forEach(this::leave);
        case Event.Pass(int seconds) -> pass(seconds);
        case Event.Suspend(int seconds) -> suspend(seconds);
        case Event.Restart(int seconds) -> restart(seconds);
      }
    }

    /** Every third is a deployed worker, every fourth a coordinator, the others are ours. */
    private void register(int number) {
      long degraded = number % 3 == 0 || number % 4 == 0 ? 300_000 : 60_000;
      long expired = number % 4 == 0 ? 300_000 : 600_000;
      var node = new Node(Fleet.id(number), fleet.now(), degraded, expired);
      fleet.put(node);
      model.register(node, fleet.now());
      before.remove(node.id());
    }

    private void suspect(NodeId id) {
      if (fleet.nodes.containsKey(id)) {
        fleet.engine.suspect(id, "no answer");
        model.suspects.put(id, "no answer");
      }
    }

    private void trust(NodeId id) {
      fleet.engine.trust(id);
      model.trust(id, fleet.now());
    }

    private void leave(NodeId id) {
      if (fleet.nodes.containsKey(id)) {
        fleet.leave(id);
        model.leave(id, fleet.now());
        before.remove(id);
      }
    }

    private void pass(int seconds) {
      for (int s = 0; s < seconds; s++) {
        fleet.clock.advance(Duration.ofSeconds(1));
        for (var id : speaking) {
          boolean due = (fleet.now() / 1000 + Math.abs(id.hashCode())) % 20 == 0;
          if (due && fleet.nodes.containsKey(id)) {
            fleet.renew(id);
            model.renew(id, fleet.now());
            before.remove(id);
          }
        }
        look();
        check();
      }
    }

    private void suspend(int seconds) {
      long due = fleet.now() + SETTINGS.massExpiryWindow().toMillis();
      fleet.clock.advance(Duration.ofSeconds(seconds));
      if (fleet.now() > due) {
        model.suspended(due, fleet.now());
      }
      check();
      look();
    }

    private void restart(int seconds) {
      fleet.clock.advance(Duration.ofSeconds(seconds));
      fleet.engine = new LeaseEngine("worker", SETTINGS, fleet.clock);
      fleet.engine.loaded(fleet.nodes.values());
      model.restarted(fleet.now());
      before.clear();
      wasGuarded = false;
      look();
    }

    private void look() {
      var changes = fleet.engine.look(fleet.nodes.values());
      for (var change : changes) {
        kinds.add(change.kind());
        reasons.add(change.reason());
      }
      assertThat(changes.stream().map(Simulation::told).toList())
          .containsExactlyInAnyOrderElementsOf(model.look(fleet.now()));
    }

    private static String told(Change change) {
      return change.kind() + change.node().map(id -> " " + id).orElse("");
    }

    private void check() {
      long now = fleet.now();
      var guard = fleet.engine.guard();
      assertThat(guard.active()).isEqualTo(model.isGuarded(now));
      assertThat(judgedByEngine()).isEqualTo(judgedByModel(now));
      for (var node : fleet.nodes.values()) {
        var state = fleet.engine.state(node);
        keepsPromises(node, state, guard.active() && wasGuarded);
        before.put(node.id(), state);
      }
      wasGuarded = guard.active();
    }

    private record Judged(
        NodeId id, LeaseState state, boolean suspect, boolean trusted, boolean held) {}

    private List<Judged> judgedByEngine() {
      var engine = fleet.engine;
      return fleet.nodes.values().stream()
          .map(
              node ->
                  new Judged(
                      node.id(),
                      engine.state(node),
                      engine.suspicion(node.id()).isPresent(),
                      engine.isTrusted(node),
                      engine.isHeldBack(node.id())))
          .toList();
    }

    private List<Judged> judgedByModel(long now) {
      return fleet.nodes.keySet().stream()
          .map(
              id -> {
                var state = model.state(model.nodes.get(id), now);
                boolean suspect = model.suspects.containsKey(id);
                boolean trusted = state == LeaseState.LIVE && !suspect;
                return new Judged(id, state, suspect, trusted, model.isHeldBack(id, now));
              })
          .toList();
    }

    private void keepsPromises(Node node, LeaseState state, boolean guarded) {
      long silent = fleet.now() - node.lastSeen();
      require(
          silent >= node.degradedAfter() || state == LeaseState.LIVE,
          "in time, but not live",
          node);
      require(silent >= node.expiredAfter() || state != LeaseState.EXPIRED, "gone early", node);
      var last = before.getOrDefault(node.id(), LeaseState.LIVE);
      require(state.compareTo(last) >= 0, "better without being heard of", node);
      require(!guarded || state == last, "worse while guarded", node);
    }

    private void require(boolean kept, String promise, Node node) {
      if (!kept) {
        fail("%s: %s at %s", promise, node, fleet.clock.instant());
      }
    }
  }
}
