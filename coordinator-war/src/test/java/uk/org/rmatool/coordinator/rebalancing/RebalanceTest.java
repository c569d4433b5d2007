package uk.org.rmatool.coordinator.rebalancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;

class RebalanceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Set<String> ALL = Set.of("llm", "ner", "doc");

  private final SimulatedFleet fleet = new SimulatedFleet();
  private Catalogue catalogue =
      Catalogue.of(
          List.of(
              new CatalogueService("llm", WorkerType.GPU, 1, 1, 2),
              new CatalogueService("ner", WorkerType.CPU, 2, 2, 2),
              new CatalogueService("doc", WorkerType.CPU, 3, 3, 1)));
  private Rebalance rebalance = new Rebalance(PATIENCE, 1_000);
  private Memory memory = Memory.NONE;
  private Instant now = Instant.parse("2026-11-23T06:00:00Z");

  /** Plans and carries it out. */
  private List<Move> run() {
    var plan = rebalance.plan(catalogue, fleet.candidates(), fleet::elsewhere, memory, now);
    memory = plan.memory();
    plan.moves().forEach(m -> fleet.reassign(m.worker(), m.before(), m.services(), m.reason()));
    return plan.moves();
  }

  private List<Move> runAfter(Duration pause) {
    now = now.plus(pause);
    return run();
  }

  @Test
  void whatTooFewHaveIsGivenAtOnceToTheOneWithTheFewestServicesThenTheLeastBusy() {
    var full = fleet.join(ALL, "llm", "doc");
    var busy = fleet.join(ALL, "ner");
    var idle = fleet.join(ALL, "ner");
    fleet.load(busy, 0.9);
    assertThat(run())
        .containsExactly(
            new Move(
                idle,
                List.of("ner"),
                List.of("ner", "llm"),
                "is given llm (1 of 2 workers had it)"));
    assertThat(fleet.assigned(full)).containsExactly("llm", "doc");
    assertThat(run()).isEmpty();
  }

  @Test
  void whatNobodyHasComesFirstAndThenWhatMattersMost() {
    rebalance = new Rebalance(PATIENCE, 1);
    fleet.deployed.putAll(Map.of("llm", 1));
    var worker = fleet.join(ALL);
    run();
    assertThat(fleet.assigned(worker)).containsExactly("ner");
    run();
    run();
    assertThat(fleet.assigned(worker)).containsExactly("ner", "doc", "llm");
  }

  @Test
  void nobodyIsGivenWhatItCannotRunOrWhileItIsNotOpen() {
    fleet.join(Set.of());
    fleet.become(fleet.join(ALL), Standing.CORDONED);
    fleet.become(fleet.join(ALL), Standing.DRAINED);
    fleet.become(fleet.join(ALL), Standing.AWAY);
    assertThat(run()).isEmpty();
  }

  @Test
  void deployedWorkersCount() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 1, "doc", 1));
    var worker = fleet.join(ALL);
    run();
    assertThat(fleet.assigned(worker)).containsExactly("ner");
  }

  @Test
  void whatAWorkerThatIsAwayHadIsGivenToAnotherAndItsOwnLeftAlone() {
    var away = fleet.join(ALL, "doc", "ner", "llm");
    var other = fleet.join(ALL);
    fleet.become(away, Standing.AWAY);
    run();
    assertThat(fleet.assigned(other)).containsExactlyInAnyOrder("doc", "ner", "llm");
    runAfter(PATIENCE.multipliedBy(100));
    assertThat(fleet.assigned(away)).containsExactly("doc", "ner", "llm");
  }

  @Test
  void whatTooManyHaveIsTakenFromTheOneWithTheMostOnlyAfterPatienceWithoutABreak() {
    var one = fleet.join(Set.of("ner", "doc"), "ner", "doc");
    var two = fleet.join(Set.of("ner", "doc"), "doc", "ner");
    assertThat(run()).isEmpty();
    assertThat(runAfter(PATIENCE.minus(TICK))).isEmpty();
    fleet.become(two, Standing.AWAY);
    assertThat(runAfter(TICK)).isEmpty();
    fleet.become(two, Standing.OPEN);
    assertThat(runAfter(TICK)).isEmpty();
    assertThat(runAfter(PATIENCE.minus(TICK))).isEmpty();
    fleet.load(one, 0.5);
    assertThat(runAfter(TICK))
        .containsExactly(
            new Move(
                one,
                List.of("ner", "doc"),
                List.of("ner"),
                "loses doc (2 workers had it, 1 should)"));
    assertThat(run()).isEmpty();
  }

  @Test
  void gpuServicesAreLeftTenTimesAsLong() {
    for (int i = 0; i < 3; i++) {
      fleet.join(ALL, "llm", "ner");
    }
    fleet.deployed.put("doc", 1);
    run();
    assertThat(runAfter(PATIENCE)).singleElement().matches(m -> m.reason().startsWith("loses ner"));
    assertThat(runAfter(PATIENCE.multipliedBy(9).minus(TICK))).isEmpty();
    assertThat(runAfter(TICK)).singleElement().matches(m -> m.reason().startsWith("loses llm"));
  }

  @Test
  void oneThatHasBeenIdleForLongTakesAServiceOverFromTheOneWithTheMost() {
    fleet.deployed.put("llm", 2);
    var full = fleet.join(ALL, "ner", "doc");
    var other = fleet.join(ALL, "ner");
    var idle = fleet.join(ALL);
    assertThat(run()).isEmpty();
    assertThat(runAfter(PATIENCE.minus(TICK))).isEmpty();
    assertThat(runAfter(TICK))
        .containsExactly(
            new Move(
                idle,
                List.of(),
                List.of("ner"),
                "is given ner (it had nothing to do, w00 has more)"));
    fleet.settle();
    assertThat(run()).isEmpty();
    assertThat(runAfter(PATIENCE)).hasSize(1);
    assertThat(fleet.assigned(full)).containsExactly("doc");
    assertThat(fleet.assigned(other)).containsExactly("ner");
    assertThat(runAfter(PATIENCE.multipliedBy(100))).isEmpty();
  }

  @Test
  void anIdleWorkerWaitsTenTimesAsLongForAGpuService() {
    fleet.deployed.putAll(Map.of("llm", 1, "ner", 2));
    fleet.join(ALL, "llm", "doc");
    fleet.join(Set.of("llm"));
    run();
    assertThat(runAfter(PATIENCE.multipliedBy(10).minus(TICK))).isEmpty();
    assertThat(runAfter(TICK)).singleElement().matches(m -> m.services().equals(List.of("llm")));
  }

  @Test
  void whoComesAndGoesDoesNotTakeAnythingOver() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 1));
    fleet.join(ALL, "ner", "doc");
    var idle = fleet.join(ALL);
    run();
    fleet.become(idle, Standing.AWAY);
    runAfter(PATIENCE.minus(TICK));
    fleet.become(idle, Standing.OPEN);
    assertThat(runAfter(TICK)).isEmpty();
  }

  @Test
  void whatFailsWhereNothingElseIsLeavesTheOthersAsTheyAre() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 1));
    var full = fleet.join(ALL, "ner", "doc");
    var idle = fleet.join(ALL);
    run();
    runAfter(PATIENCE);
    fleet.breakService(idle, fleet.assigned(idle).getFirst());
    assertThat(runAfter(PATIENCE.multipliedBy(100))).isEmpty();
    assertThat(fleet.assigned(full)).containsExactly("ner", "doc");
  }

  @Test
  void aWorkerKeepsItsOnlyService() {
    for (int i = 0; i < 5; i++) {
      fleet.join(ALL, "doc");
    }
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 2));
    run();
    assertThat(runAfter(PATIENCE.multipliedBy(100))).isEmpty();
  }

  @Test
  void aServiceThatFailsIsGivenToAnotherAndTakenWhereItFailsAfterPatience() {
    fleet.deployed.put("llm", 2);
    var failing = fleet.join(ALL, "doc", "ner");
    fleet.breakService(failing, "doc");
    assertThat(run()).as("nobody else could").isEmpty();
    var other = fleet.join(ALL, "ner");
    run();
    assertThat(fleet.assigned(other)).containsExactly("ner", "doc");
    assertThat(fleet.assigned(failing)).containsExactly("doc", "ner");
    runAfter(PATIENCE);
    assertThat(fleet.assigned(failing)).as("it does not run elsewhere yet").contains("doc");
    fleet.settle();
    run();
    assertThat(fleet.assigned(failing)).doesNotContain("doc");
    assertThat(fleet.assigned(other)).contains("doc");
  }

  @Test
  void patienceBeginsAnewWhenThereWereNoLongerTooMany() {
    fleet.deployed.putAll(Map.of("llm", 1, "doc", 1));
    fleet.join(ALL, "ner");
    var failing = fleet.join(ALL, "ner", "llm");
    var leaving = fleet.join(ALL, "ner");
    run();
    runAfter(PATIENCE.minus(TICK));
    fleet.leave(leaving);
    fleet.breakService(failing, "ner");
    var fresh = fleet.join(ALL);
    assertThat(runAfter(TICK)).extracting(Move::worker).containsExactly(fresh);
    assertThat(runAfter(PATIENCE.minus(TICK))).isEmpty();
    assertThat(runAfter(TICK)).extracting(Move::worker).containsExactly(failing);
  }

  @Test
  void whatDoesNotRunYetIsTakenBeforeWhatRuns() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 1));
    var running = fleet.join(ALL, "doc", "ner");
    var starting = fleet.join(ALL);
    fleet.reassign(starting, List.of(), List.of("doc", "ner"), "");
    run();
    runAfter(PATIENCE);
    assertThat(fleet.assigned(running)).containsExactly("doc", "ner");
    assertThat(fleet.assigned(starting)).hasSize(1);
  }

  @Test
  void theLastThatRunsAServiceKeepsItHoweverManyAreStarting() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 1));
    var running = fleet.join(ALL, "doc", "ner");
    for (int i = 0; i < 3; i++) {
      fleet.reassign(fleet.join(ALL), List.of(), List.of("doc"), "");
    }
    run();
    assertThat(runAfter(PATIENCE)).noneMatch(move -> move.worker().equals(running));
    assertThat(fleet.assigned(running)).contains("doc");
  }

  @Test
  void aDrainedWorkerLosesAServiceOnceAnotherRunsIt() {
    var drained = fleet.join(ALL, "doc");
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 2));
    fleet.become(drained, Standing.DRAINED);
    assertThat(run()).isEmpty();
    var other = fleet.join(ALL);
    assertThat(run()).extracting(Move::worker).containsExactly(other);
    assertThat(run()).as("the other is starting it").isEmpty();
    fleet.settle();
    assertThat(run())
        .containsExactly(
            new Move(
                drained,
                List.of("doc"),
                List.of(),
                "loses doc (it is drained, and others run it)"));
    assertThat(run()).isEmpty();
  }

  @Test
  void whatIsNoLongerInTheCatalogueIsTakenAfterPatience() {
    fleet.deployed.putAll(Map.of("llm", 2, "ner", 2, "doc", 1));
    var worker = fleet.join(ALL, "gone");
    run();
    assertThat(runAfter(PATIENCE.minus(TICK))).isEmpty();
    runAfter(TICK);
    assertThat(fleet.assigned(worker)).isEmpty();
  }

  @Test
  void onePlanMakesOnlySoManySteps() {
    rebalance = new Rebalance(PATIENCE, 2);
    var worker = fleet.join(ALL);
    run();
    assertThat(fleet.assigned(worker)).hasSize(2);
    run();
    assertThat(fleet.assigned(worker)).hasSize(3);
  }
}
