package uk.org.rmatool.coordinator.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.coordinator.workers.TestJson.json;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.coordinator.catalogue.TestCatalogue;
import uk.org.rmatool.coordinator.traffic.CoordinatorRoutes;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.balancing.Target;
import uk.org.rmatool.platform.servlet.Recorded;
import uk.org.rmatool.platform.wiring.SettableClock;

/** Calls that want a model go only to workers that have it. */
class ModelsTest {
  private static final ServiceCall CHAT =
      ServiceCall.parse("/service/llm/v1/chat/completions", null);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final Registry replica = new Registry(new InMemoryWorkerStore(), clock, 10);
  private final CoordinatorRoutes routes =
      new CoordinatorRoutes(replica.fleet, TestCatalogue.SHIPPED);

  @BeforeEach
  void load() {
    replica.fleet.load();
  }

  private void join(String id, String service, String models) {
    replica.register(
        Registration.parse(
            json(
                "{'worker_id':'%s','tunnel_url':'http://%s:8000','capabilities':{'worker_type':'edge'},'services':[{'name':'%s'}]}"
                    .formatted(id, id, service)),
            false));
    says(id, models);
  }

  private void says(String id, String models) {
    replica.registry.heartbeat(
        new NodeId(id),
        Heartbeat.read(new JsonFields(json("{'loaded_models':[%s]}".formatted(models)))));
  }

  private List<String> whoHas(String model) {
    var request =
        new Recorded.Exchange("POST", "/", Map.of(Models.HEADER, Models.encoded(model))).request();
    var pool = routes.find(CHAT, request).tiers().get(0).pool();
    return IntStream.range(0, pool.size()).mapToObj(pool::get).map(Target::node).toList();
  }

  @Test
  void onlyWorkersThatHaveTheModelAreAsked() {
    join("a", "llm-inference", "'org/small model','large'");
    join("b", "llm-inference", "'large'");
    join("c", "redis", "'large'");
    assertThat(whoHas("org/small model")).containsExactly("a");
    assertThat(whoHas("large")).containsExactlyInAnyOrder("a", "b");
    assertThatThrownBy(() -> whoHas("other"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("None of the 2 workers");
  }

  @Test
  void aModelIsGoneAtOnceWhenItsWorkerNoLongerHasIt() {
    join("a", "llm-inference", "'large'");
    join("b", "llm-inference", "'large'");
    assertThat(whoHas("large")).hasSize(2);
    says("b", "");
    assertThat(whoHas("large")).containsExactly("a");
    assertThat(replica.fleet.view().providers("llm-inference").models()).containsOnlyKeys("large");
  }

  @Test
  void whatIsNoNameIsNotOffered() {
    join("a", "llm-inference", "' ','x\\u0001','%s','fine'".formatted("y".repeat(201)));
    assertThat(replica.fleet.view().providers("llm-inference").models()).containsOnlyKeys("fine");
    join("b", "redis", "'large'");
    assertThat(replica.fleet.view().providers("redis").models()).isEmpty();
  }
}
