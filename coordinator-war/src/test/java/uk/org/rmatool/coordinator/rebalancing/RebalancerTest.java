package uk.org.rmatool.coordinator.rebalancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;
import uk.org.rmatool.coordinator.catalogue.WorkerType;
import uk.org.rmatool.platform.wiring.SettableClock;

class RebalancerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Set<String> BOTH = Set.of("ner", "doc");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final SimulatedFleet fleet = new SimulatedFleet();
  private final Rebalancer rebalancer =
      new Rebalancer(
          fleet,
          Catalogue.of(
              List.of(
                  new CatalogueService("ner", WorkerType.CPU, 1, 1, 1),
                  new CatalogueService("doc", WorkerType.CPU, 2, 2, 1))),
          new RebalanceConfig(PATIENCE),
          clock);

  private void runFor(Duration time) {
    var end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      clock.advance(Duration.ofSeconds(10));
      rebalancer.run();
    }
  }

  @Test
  void aPlanIsCarriedOutWithItsReason() {
    var worker = fleet.join(BOTH, "ner");
    rebalancer.run();
    assertThat(fleet.moves)
        .containsExactly(
            new Move(
                worker,
                List.of("ner"),
                List.of("ner", "doc"),
                "is given doc (0 of 1 workers had it)"));
    assertThat(fleet.assigned(worker)).containsExactly("ner", "doc");
  }

  @Test
  void patienceLastsFromRunToRun() {
    fleet.join(BOTH, "ner", "doc");
    fleet.join(BOTH, "ner", "doc");
    rebalancer.run();
    runFor(PATIENCE.minusSeconds(10));
    assertThat(fleet.moves).isEmpty();
    runFor(Duration.ofSeconds(10));
    assertThat(fleet.moves).hasSize(2);
  }

  @Test
  void afterAPauseItIsPatientFromTheStart() {
    fleet.join(BOTH, "ner", "doc");
    fleet.join(BOTH, "ner", "doc");
    rebalancer.run();
    clock.advance(PATIENCE);
    rebalancer.run();
    runFor(PATIENCE.minusSeconds(10));
    assertThat(fleet.moves).isEmpty();
  }

  @Test
  void aFleetInWhichNothingChangesIsNotLookedAtAgain() {
    var worker = fleet.join(BOTH);
    rebalancer.run();
    fleet.settle();
    runFor(Duration.ofSeconds(30));
    var looks = fleet.looks;
    runFor(Duration.ofSeconds(30));
    assertThat(fleet.looks).isEqualTo(looks);
    fleet.leave(worker);
    var successor = fleet.join(BOTH);
    rebalancer.run();
    assertThat(fleet.assigned(successor)).containsExactlyInAnyOrder("ner", "doc");
  }

  @Test
  void whatWaitsIsLookedAtAgainWhenPatienceEnds() {
    fleet.join(BOTH, "ner", "doc");
    fleet.join(BOTH, "ner", "doc");
    rebalancer.run();
    runFor(PATIENCE.minusSeconds(10));
    assertThat(fleet.looks).isEqualTo(1);
    runFor(Duration.ofSeconds(10));
    assertThat(fleet.moves).hasSize(2);
  }

  @Test
  void forAnIdleWorkerNobodyLooksAgainButWhenPatienceEnds() {
    fleet.join(Set.of("ner"), "ner");
    fleet.join(Set.of("doc"), "doc");
    fleet.join(Set.of("llm"));
    rebalancer.run();
    runFor(PATIENCE.multipliedBy(3L * Rebalance.GPU_PATIENCE));
    assertThat(fleet.looks).as("now, and after the patience for either kind").isEqualTo(3);
  }

  @Test
  void aPauseMakesNobodyWaitLongerThanPatience() {
    fleet.join(BOTH, "ner", "doc");
    fleet.join(BOTH, "ner", "doc");
    rebalancer.run();
    clock.advance(PATIENCE.dividedBy(2));
    rebalancer.run();
    runFor(PATIENCE);
    assertThat(fleet.moves).hasSize(2);
  }

  @Test
  void negativePatienceStopsTheStart() {
    assertThatThrownBy(() -> new RebalanceConfig(Duration.ofSeconds(-1)))
        .hasMessage("REBALANCE_PATIENCE 'PT-1S' must not be negative.");
  }
}
