package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.WorkerType;

class RosterTest {
  private static final LeaseTerms TERMS = new LeaseTerms(30, 90_000, 300_000);
  private static final Heartbeat BUSY =
      new Heartbeat(
          "busy", 0.5, Optional.empty(), List.of(), 1, 0, Map.of(), Map.of(), Optional.empty());

  private final Roster roster = new Roster();

  private static Worker worker(long lastSeen, long revision) {
    return new Worker(
        new NodeId("w1"),
        URI.create("http://127.0.0.1:9"),
        Optional.empty(),
        false,
        WorkerType.CPU,
        Worker.Announced.of("{}", "[]", "[]"),
        Set.of(),
        List.of(),
        Heartbeat.NONE,
        0,
        Instant.EPOCH,
        lastSeen,
        TERMS,
        revision);
  }

  private Worker now() {
    return roster.find(new NodeId("w1")).orElseThrow();
  }

  private void renew(Heartbeat heartbeat, long at) {
    roster.renew(new NodeId("w1"), w -> w.seen(heartbeat, at, TERMS)).orElseThrow();
  }

  @Test
  void aRenewalShowsEverywhereWhateverItSays() {
    roster.show(worker(1000, 1));
    renew(Heartbeat.NONE, 2000);
    assertThat(now()).isEqualTo(worker(2000, 1));
    assertThat(roster.all()).containsExactly(worker(2000, 1));
    assertThat(roster.leases()).singleElement().satisfies(l -> at(l.lastSeen(), 2000));
    renew(BUSY, 3000);
    assertThat(now().heartbeat()).isEqualTo(BUSY);
    renew(BUSY, 4000);
    assertThat(now()).isEqualTo(worker(0, 1).seen(BUSY, 4000, TERMS));
  }

  private static void at(long lastSeen, long expected) {
    assertThat(lastSeen).isEqualTo(expected);
  }

  @Test
  void aRenewalOutlivesAnOlderRowOfANewerRevision() {
    roster.show(worker(1000, 1));
    renew(BUSY, 5000);
    roster.show(worker(2000, 2));
    assertThat(now()).isEqualTo(worker(2000, 2).seen(BUSY, 5000, TERMS));
  }

  @Test
  void anOlderRevisionChangesNothing() {
    roster.show(worker(1000, 2));
    roster.show(worker(9000, 1));
    assertThat(now()).isEqualTo(worker(1000, 2));
    roster.drop(worker(1000, 1));
    assertThat(now()).isEqualTo(worker(1000, 2));
  }

  @Test
  void whoIsGoneDoesNotComeBackByARowReadBefore() {
    roster.show(worker(1000, 2));
    roster.drop(now());
    roster.show(worker(1000, 2));
    assertThat(roster.all()).isEmpty();
    assertThat(roster.renew(new NodeId("w1"), w -> w)).isEmpty();
    roster.show(worker(1000, 3));
    assertThat(roster.size()).isOne();
  }
}
