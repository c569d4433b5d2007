package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.catalogue.TestCatalogue;
import uk.org.rmatool.coordinator.rebalancing.RebalanceConfig;
import uk.org.rmatool.coordinator.rebalancing.Rebalancer;
import uk.org.rmatool.platform.wiring.SettableClock;

class ServiceTroublesTest {
  private static final NodeId W1 = new NodeId("w1");
  private static final NodeId W2 = new NodeId("w2");
  private static final String NER = "ner-extraction";

  private final InMemoryWorkerStore store = new InMemoryWorkerStore();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Registry replica = new Registry(store, clock, 10);

  ServiceTroublesTest() {
    replica.fleet.load();
    replica.others.present();
  }

  @Test
  void whatAWorkerCannotRunIsInItsHistoryOnceWithItsOwnWords() {
    register(W1, "rma/2");
    says(W1, "{'services_status':{'ner-extraction':'starting: loading, 3 s of at most 60 s'}}");
    says(W1, "{'services_status':{'ner-extraction':'failed: no model, 6 times; last lines: x'}}");
    says(W1, "{'services_status':{'ner-extraction':'failed: no model, 7 times; last lines: y'}}");
    says(W1, "{'services_status':{'ner-extraction':'failed: the disk is full, 8 times'}}");
    assertThat(replica.fleet.news())
        .extracting(WorkerEvent::transition, WorkerEvent::reason)
        .containsExactly(
            tuple("service_trouble", "ner-extraction is failed: no model, 6 times; last lines: x"),
            tuple("service_trouble", "ner-extraction is failed: the disk is full, 8 times"));
    says(W1, "{'services_status':{'ner-extraction':'running'}}");
    replica.housekeeping.look();
    assertThat(store.events).endsWith("w1 registered", "w1 service_well");
  }

  @Test
  void whatDeployedWorkersSayOfServicesMakesNoHistory() {
    register(W1, "");
    says(W1, "{'services_status':{'ner-extraction':'failed'}}");
    assertThat(replica.fleet.news()).isEmpty();
  }

  @Test
  void aServiceThatCannotRunHereIsGivenToAnother() {
    register(W1, "rma/2");
    register(W2, "rma/2");
    assertThat(assigned(W1)).containsExactly(NER);
    rebalance();
    says(W1, "{'services_status':{'ner-extraction':'running'}}");
    take(W2);
    says(W1, "{'services_status':{'ner-extraction':'unsupported: needs the file x'}}");
    rebalance();
    assertThat(assigned(W2)).containsExactly(NER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unsupported: The recipe /r/x.json is not usable: comand: is no member of a recipe here.",
        "unsupported: needs the command 'tagger' on the PATH",
        "unsupported: the model huge.gguf takes about 9000 MB of memory, this machine has 8000",
        "failed: cannot be started: port 8108 is in use, 6 times in a row",
        "failed: cannot be started: the disk is full: 0 MB are left at /s, 6 times in a row"
      })
  void aWorkerThatLacksSomethingIsNotGivenTheServiceAndTheHistoryTellsWhy(String state) {
    register(W1, "rma/2", "'notes-coa'");
    says(W1, "{'services_status':{'ner-extraction':'%s'}}".formatted(state.replace("'", "")));
    rebalance();
    assertThat(assigned(W1)).containsExactly("notes-coa");
    replica.housekeeping.look();
    assertThat(store.events).contains("w1 service_trouble");
    register(W2, "rma/2", "'notes-coa','ner-extraction'");
    assertThat(assigned(W2)).contains(NER);
  }

  @Test
  void aPausedWorkerSaysWhyAndItsServicesGoToOthers() {
    register(W1, "rma/2");
    register(W2, "rma/2");
    take(W2);
    says(
        W1,
        "{'status':'paused: given from 22:00 to 06:00','services_status':{'ner-extraction':'paused:"
            + " given from 22:00 to 06:00'}}");
    var standing = replica.fleet.standing(replica.fleet.find(W1).orElseThrow());
    assertThat(standing.state()).isEqualTo("paused");
    assertThat(standing.why()).isEqualTo("paused by its owner: given from 22:00 to 06:00");
    rebalance();
    assertThat(assigned(W2)).containsExactly(NER);
    says(W1, "{'status':'healthy','services_status':{'ner-extraction':'running'}}");
    assertThat(replica.fleet.standing(replica.fleet.find(W1).orElseThrow()).state())
        .isEqualTo("serving");
  }

  /** Leaves this worker without services. */
  private void take(NodeId id) {
    replica.registry.reassign(id, assigned(id), List.of(), "for a test");
  }

  private List<String> assigned(NodeId id) {
    return replica.fleet.find(id).orElseThrow().assigned();
  }

  private void rebalance() {
    clock.advance(Duration.ofSeconds(2));
    new Rebalancer(
            new RebalancedFleet(replica.fleet, replica.registry),
            TestCatalogue.SHIPPED,
            new RebalanceConfig(Duration.ofMinutes(5)),
            clock)
        .run();
  }

  private void register(NodeId id, String api) {
    register(id, api, "'ner-extraction'");
  }

  private void register(NodeId id, String api, String runnable) {
    replica.register(
        Registration.parse(
            TestJson.json(
                "{'worker_id':'%s','tunnel_url':'http://%s:8000','capabilities':{'worker_type':'cpu'},'api':'%s','runnable':[%s]}"
                    .formatted(id, id, api, runnable)),
            false));
  }

  private void says(NodeId id, String heartbeat) {
    replica.registry.heartbeat(id, Heartbeat.read(new JsonFields(TestJson.json(heartbeat))));
  }
}
