package uk.org.rmatool.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.platform.client.ControlClient;

class CoordinatorsTest {
  private FakePlatform router;
  private FakePlatform east;
  private FakePlatform west;
  private Coordinators coordinators;

  @BeforeEach
  void start() throws IOException {
    router = new FakePlatform();
    east = FakePlatform.coordinator("ner-extraction", 1);
    west = FakePlatform.coordinator("ner-extraction", 0);
    coordinators =
        new Coordinators(
            new EdgeRoleConfig(
                "load-balancer", Optional.of(router.address().toString()), Optional.empty()),
            new ControlClient(),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    List.of(router, east, west).forEach(FakePlatform::close);
  }

  @Test
  void theyAreListedByTheRouterAndLookedAtFromHere() {
    list(east.entry("east", 100), west.entry("west", 100));
    assertThat(coordinators.all()).extracting(Coordinator::id).containsExactly("east", "west");
    assertThat(coordinators.all()).noneMatch(Coordinator::takesCalls);
    coordinators.look();
    assertThat(coordinators.all()).allMatch(Coordinator::takesCalls);
    assertThat(coordinators.find("east").orElseThrow().provides("ner-extraction")).isTrue();
    assertThat(coordinators.find("west").orElseThrow().provides("ner-extraction")).isFalse();
  }

  @Test
  void thoseKnownBeforeCountWhileTheRouterIsAway() {
    list(east.entry("east", 100));
    coordinators.look();
    router.close();
    coordinators.ask();
    assertThat(coordinators.routerTrouble().orElseThrow()).endsWith("connection refused");
    assertThat(coordinators.find("east").orElseThrow().takesCalls()).isTrue();
  }

  @Test
  void oneThatIsGoneGetsNoCallsUntilItIsSeenAgain() {
    list(east.entry("east", 100), west.entry("west", 100));
    coordinators.look();
    coordinators.unreachable("west", "refused");
    assertThat(coordinators.find("west").orElseThrow().takesCalls()).isFalse();
    coordinators.ask();
    assertThat(coordinators.find("west").orElseThrow().takesCalls()).isFalse();
    coordinators.look();
    assertThat(coordinators.find("west").orElseThrow().takesCalls()).isTrue();
    east.close();
    coordinators.look();
    assertThat(coordinators.find("east").orElseThrow().trouble().orElseThrow())
        .endsWith("connection refused");
  }

  @Test
  void whatOperatorsDecidedCountsAndWhoIsNoLongerListedIsForgotten() {
    list(east.entry("east", 0), west.entry("west", 30));
    coordinators.look();
    assertThat(coordinators.find("east").orElseThrow().takesCalls()).isFalse();
    assertThat(coordinators.find("west").orElseThrow().intent().weight()).isEqualTo(30);
    list(west.entry("west", 30));
    assertThat(coordinators.find("east")).isEmpty();
    assertThat(coordinators.find("west").orElseThrow().takesCalls()).isTrue();
  }

  @Test
  void entriesThatMakeNoSenseAreLeftOut() {
    list(
        "7",
        "{\"worker_id\":\"x\"}",
        "{\"worker_id\":\"m\",\"tunnel_url\":\"http://169.254.169.254\"}",
        east.entry("east", 100));
    assertThat(coordinators.all()).extracting(Coordinator::id).containsExactly("east");
    router.answering("/api/admin/coordinators", "{\"coordinators\":[]}");
    coordinators.ask();
    assertThat(coordinators.routerTrouble().orElseThrow()).endsWith("is it a router?");
    assertThat(coordinators.all()).hasSize(1);
  }

  private void list(String... entries) {
    router.answering("/api/admin/coordinators", "[" + String.join(",", entries) + "]");
    coordinators.ask();
    assertThat(coordinators.routerTrouble()).isEmpty();
  }
}
