package uk.org.rmatool.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.wiring.SettableClock;

class ReachTest {
  private final SettableClock clock = new SettableClock(Instant.EPOCH);

  @Test
  void whatTheRouterFoundIsToldOnceItHasFoundItTwice() throws IOException {
    try (var router = new FakePlatform()) {
      router.answering(
          "/api/dialback", "{\"reachable\":false,\"reason\":\"http://x cannot be reached\"}");
      var reach = reach(router, Optional.of("http://192.0.2.1:8787"));
      reach.tick();
      assertThat(reach.trouble()).isEmpty();
      later(reach);
      assertThat(reach.trouble().orElseThrow())
          .startsWith("not announced: the router called back, and http://x cannot be reached;");
      router.answering("/api/dialback", "{\"reachable\":true,\"reason\":null}");
      later(reach);
      assertThat(reach.trouble()).isEmpty();
    }
  }

  @Test
  void nothingIsWrongWhileNobodyCanBeAsked() throws IOException {
    var older = new FakePlatform();
    var reach = reach(older, Optional.of("http://192.0.2.1:8787"));
    reach.tick();
    later(reach);
    assertThat(reach.trouble()).isEmpty();
    older.close();
    later(reach);
    assertThat(reach.trouble()).isEmpty();
  }

  @Test
  void itKnowsItselfByANameOfItsOwn() throws IOException {
    try (var router = new FakePlatform()) {
      assertThat(reach(router, Optional.empty()).node()).matches("edge-proxy-[0-9a-f]{16}");
    }
  }

  private Reach reach(FakePlatform router, Optional<String> self) {
    return new Reach(
        new EdgeRoleConfig("edge-proxy", Optional.of(router.address().toString()), self),
        new ControlClient(),
        clock,
        new SplittableRandom(7));
  }

  private void later(Reach reach) {
    clock.set(clock.instant().plus(Duration.ofMinutes(1)));
    reach.tick();
  }
}
