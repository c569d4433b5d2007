package uk.org.rmatool.edge.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.upstream.Coordinators;
import uk.org.rmatool.edge.upstream.FakePlatform;
import uk.org.rmatool.platform.client.ControlClient;

class EdgeRoutesTest {
  private static final ServiceCall CALL =
      new ServiceCall("ner-extraction", "/extract", "?language=en");

  @Test
  void aProxyHasOneWay() throws IOException {
    try (var router = new FakePlatform()) {
      var routes = routes("edge-proxy", router);
      var found =
          routes.routes().find(new ServiceCall("platform", "/service/x/y", "?z"), request());
      assertThat(found.at().apply("router"))
          .containsExactly(new Upstream("router", router.address(), "/service/x/y?z"));
    }
  }

  @Test
  void aBalancerCallsWhoHasTheServiceAndThenWhoDoesNotSay() throws IOException {
    try (var router = new FakePlatform();
        var able = FakePlatform.coordinator("ner-extraction", 1);
        var unable = FakePlatform.coordinator("vision-ocr", 1);
        var silent = new FakePlatform()) {
      router.answering(
          "/api/admin/coordinators",
          "[%s,%s,%s]"
              .formatted(
                  able.entry("able", 100), unable.entry("unable", 100), silent.entry("silent", 5)));
      var routes = routes("load-balancer", router);
      routes.learn();
      var found = routes.routes().find(CALL, request());
      assertThat(nodes(found, 0)).containsExactly("able");
      assertThat(nodes(found, 1)).containsExactly("silent");
      assertThat(found.tiers().get(1).pool().get(0).weight()).isEqualTo(5);
      assertThat(found.at().apply("able"))
          .containsExactly(
              new Upstream("able", able.address(), "/service/ner-extraction/extract?language=en"));
      routes
          .routes()
          .unreachable(CALL, new Upstream("able", able.address(), "/"), "connection refused");
      assertThat(nodes(routes.routes().find(CALL, request()), 0)).containsExactly("silent");
    }
  }

  @Test
  void whyNobodyCanBeCalledIsSaid() throws IOException {
    try (var router = new FakePlatform();
        var unable = FakePlatform.coordinator("vision-ocr", 1)) {
      var routes = routes("load-balancer", router);
      routes.learn();
      assertThatThrownBy(() -> routes.routes().find(CALL, request()))
          .isInstanceOf(PlatformException.class)
          .hasMessage("No coordinator is known here: %s answered 404.".formatted(router.address()));
      router.answering("/api/admin/coordinators", "[" + unable.entry("unable", 100) + "]");
      routes.learn();
      assertThatThrownBy(() -> routes.routes().find(CALL, request()))
          .hasMessageStartingWith(
              "No healthy workers found for service: ner-extraction. Of 1 coordinators, 0 cannot");
    }
  }

  private record Learning(EdgeRoutes routes, Coordinators coordinators) {
    void learn() {
      coordinators.ask();
      coordinators.look();
    }
  }

  private static Learning routes(String role, FakePlatform router) {
    var config =
        new EdgeRoleConfig(role, Optional.of(router.address().toString()), Optional.empty());
    var coordinators = new Coordinators(config, new ControlClient(), Clock.systemUTC());
    return new Learning(new EdgeRoutes(config, coordinators), coordinators);
  }

  private static Iterable<String> nodes(Candidates found, int tier) {
    var pool = found.tiers().get(tier).pool();
    return IntStream.range(0, pool.size()).mapToObj(i -> pool.get(i).node()).toList();
  }

  /** Nothing of it matters. */
  private static HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            EdgeRoutesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> null);
  }
}
