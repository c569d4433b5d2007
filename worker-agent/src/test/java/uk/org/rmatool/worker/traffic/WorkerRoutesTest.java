package uk.org.rmatool.worker.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.dht.Coordinators;
import uk.org.rmatool.dht.Directory;
import uk.org.rmatool.dht.ProviderSets;
import uk.org.rmatool.dht.ShardCounts;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.membership.FakeCoordinator;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.OwnCoordinator;
import uk.org.rmatool.worker.membership.TestMembership;
import uk.org.rmatool.worker.state.Secrets;

@Timeout(60)
class WorkerRoutesTest {
  private static final URI PEER = URI.create("http://peer.example:8000");

  private static final ServiceCall UPLOAD = call("/service/upload/extract", null);

  @TempDir private Path folder;
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private FakeCoordinator own;
  private Instant now = Instant.parse("2026-11-01T12:00:00Z");
  private Launcher launcher;
  private Identity identity;
  private RoutingCounters counters;

  @AfterEach
  void stop() {
    launcher.stop();
    coordinator.close();
    if (own != null) {
      own.close();
    }
  }

  @Test
  void aServiceThatRunsHereIsCalledHere() {
    TestLauncher.recipe(folder, "document-processing");
    var routes = routes();
    launcher.assign(List.of("document-processing"));
    eventually(() -> assertThat(launcher.address("document-processing")).isPresent());
    var here = launcher.address("document-processing").orElseThrow();
    assertThat(found(routes, call("/service/upload/a%2Fb", "x=1"), from()))
        .containsExactly(new Upstream("document-processing", here, "/a%2Fb?x=1"));
    assertThat(found(routes, call("/service/upload", null), from("1.1 worker")))
        .extracting(Upstream::path)
        .containsExactly("/");
    assertThat(counters.snapshot().localRequests()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"Bearer %s, true", "bearer  %s, true", "Bearer x%s, false", "%s, false", "'', false"})
  void whoCallsAServiceThatKnowsNoPasswordIsAskedForIt(String header, boolean let)
      throws IOException {
    assertThat(isLet(header.formatted(password()))).isEqualTo(let);
  }

  @Test
  void thePasswordMayBeThatOfAnyUser() throws IOException {
    assertThat(isLet("Basic " + base64("rma:" + password()))).isTrue();
    assertThat(isLet("Basic " + base64("rma:" + password() + "x"))).isFalse();
    assertThat(isLet("Basic :")).isFalse();
  }

  private boolean isLet(String authorization) {
    TestLauncher.recipe(
        folder,
        "chromadb",
        recipe -> recipe.add("network", Json.createObjectBuilder().add("password", "chromadb")));
    var routes = routes();
    launcher.assign(List.of("chromadb"));
    eventually(() -> assertThat(launcher.address("chromadb")).isPresent());
    try {
      routes.find(call("/service/chromadb/api", null), request("Authorization", authorization));
      return true;
    } catch (PlatformException e) {
      assertThat(e.problem().status()).isEqualTo(403);
      assertThat(e.problem().detail()).contains("secrets/chromadb");
      return false;
    } finally {
      launcher.stop();
    }
  }

  private String password() throws IOException {
    return secrets().value("chromadb");
  }

  private Secrets secrets() {
    return new Secrets(TestHardware.state(folder.resolve("state")));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aServiceThatRunsElsewhereIsAskedForOnceAMinute() {
    var routes = routes();
    coordinator.provider("peer", PEER);
    var call = call("/api/service/ner/tag", "lang=en");
    var expected = new Upstream("peer", PEER, "/service/ner-extraction/tag?lang=en");
    assertThat(found(routes, call, from("1.1 router, 1.1 coordinator"))).containsExactly(expected);
    now = now.plusSeconds(59);
    assertThat(found(routes, call, from())).containsExactly(expected);
    assertThat(coordinator.calls("/find/ner-extraction")).hasSize(1);
    assertThat(counters.snapshot())
        .isEqualTo(new RoutingCounters.Snapshot(0, 2, 1, 1, 0, 1, 0, 1, 0.5));
    now = now.plusSeconds(1);
    routes.find(call, from());
    assertThat(coordinator.calls("/find/ner-extraction")).hasSize(2);
  }

  @Test
  void whoCouldNotServeACallIsAskedForAnew() {
    var routes = routes();
    coordinator.provider("peer", PEER);
    var call = call("/service/ner/tag", null);
    var upstream = found(routes, call, from()).getFirst();
    routes.failed(call, upstream);
    assertThat(found(routes, call, from())).hasSize(1);
    assertThat(coordinator.calls("/find/ner-extraction")).hasSize(2);
  }

  @Test
  void theOwnCoordinatorIsAskedBeforeTheRouter() {
    var routes = routes();
    own = new FakeCoordinator();
    own.provider("peer", PEER);
    assertThat(found(routes, call("/service/ner", null), from())).hasSize(1);
    assertThat(own.calls("/find/ner-extraction")).hasSize(1);
    assertThat(coordinator.calls("/find/")).isEmpty();
  }

  @Test
  void theRouterIsAskedWhereTheOwnCoordinatorIsNoHelp() {
    var routes = routes();
    own = new FakeCoordinator();
    coordinator.provider("peer", PEER);
    assertThat(found(routes, call("/service/ner", null), from())).hasSize(1);
    assertThat(found(routes, call("/service/ocr", null), from())).hasSize(1);
    assertThat(own.calls("/find/")).as("it is left alone for a while").hasSize(1);
    assertThat(coordinator.calls("/find/")).hasSize(2);
  }

  @Test
  void aServiceThatHasJustEndedIsSaidAtOnceSoThatAnotherWorkerIsTried() {
    var routes = routesWithUpload();
    var here = found(routes, UPLOAD, from()).getFirst();
    assertTriedElsewhere(() -> routes.unreachable(UPLOAD, here, "reason"));
  }

  @Test
  void soIsOneThatEndsWhileItHasACall() {
    var routes = routesWithUpload();
    var here = found(routes, UPLOAD, from()).getFirst();
    routes.brokeOff(UPLOAD, here, "it lives, and broke off");
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    assertTriedElsewhere(() -> routes.brokeOff(UPLOAD, here, "reason"));
    eventually(
        () ->
            assertThat(launcher.address("document-processing"))
                .isPresent()
                .isNotEqualTo(Optional.of(here.base())));
    assertTriedElsewhere(() -> routes.brokeOff(UPLOAD, here, "reason"));
  }

  private WorkerRoutes routesWithUpload() {
    TestLauncher.recipe(folder, "document-processing");
    var routes = routes();
    launcher.assign(List.of("document-processing"));
    eventually(() -> assertThat(launcher.address("document-processing")).isPresent());
    return routes;
  }

  private static void assertTriedElsewhere(ThrowingCallable told) {
    assertThatThrownBy(told)
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.NO_PROVIDER);
              assertThat(e.problem().detail()).contains("'document-processing'", "(reason)");
              assertThat(e.retryAfter()).isPresent();
            });
  }

  @Test
  void aPeerThatCannotBeReachedIsForgotten() {
    var routes = routes();
    coordinator.provider("peer", PEER);
    var call = call("/service/ner/tag", null);
    routes.unreachable(call, found(routes, call, from()).getFirst(), "refused");
    routes.find(call, from());
    assertThat(coordinator.calls("/find/ner-extraction")).hasSize(2);
    assertThat(counters.snapshot().failedRequests()).isEqualTo(1);
  }

  @Test
  void aCallFromAWorkerIsNeverPassedOnAgain() {
    var routes = routes();
    coordinator.provider("peer", PEER);
    assertNoProvider(
        routes, "goes no further", "1.1 router-0123456789abcdef, 1.1 worker-0123456789abcdef");
    assertNoProvider(routes, "goes no further", "1.1 worker", "1.1 other");
    assertThat(coordinator.calls("/find/")).isEmpty();
    assertThat(found(routes, call("/service/ner", null), from("1.1 co-worker"))).hasSize(1);
  }

  @Test
  void noProviderIsAnAnswerThatSaysWhenToTryAgain() {
    var routes = routes();
    assertNoProvider(routes, "answered 503");
    assertNoProvider(routes, "answered 503");
    assertThat(coordinator.calls("/find/")).as("asked again only after a while").hasSize(1);
    now = now.plusSeconds(3);
    coordinator.provider(identity.id().value(), URI.create("http://worker.example:8000"));
    assertNoProvider(routes, "no other worker that provides it");
    now = now.plusSeconds(3);
    coordinator.provider("evil", URI.create("http://169.254.169.254/latest"));
    assertNoProvider(routes, "no node can have");
    now = now.plusSeconds(3);
    coordinator.goAway();
    assertNoProvider(routes, "cannot be reached");
    assertThat(counters.snapshot().failedRequests()).isEqualTo(5);
  }

  private static List<Upstream> found(
      WorkerRoutes routes, ServiceCall call, HttpServletRequest request) {
    var candidates = routes.find(call, request);
    var pool = candidates.tiers().getFirst().pool();
    return candidates.at().apply(pool.get(0).node());
  }

  private static void assertNoProvider(WorkerRoutes routes, String reason, String... via) {
    assertThatThrownBy(() -> routes.find(call("/service/ner", null), from(via)))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(503);
              assertThat(e.problem().detail())
                  .contains("'ner-extraction' is not run on this worker", reason);
              assertThat(e.retryAfter()).isPresent();
            });
  }

  private WorkerRoutes routes() {
    launcher = TestLauncher.in(folder);
    identity = TestMembership.identity(coordinator.url(), folder);
    var clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    var random = new Random(1);
    var sets = new ProviderSets(new ShardCounts(clock), new Coordinators(), clock, random);
    var peers =
        new Peers(
            TestMembership.control(coordinator.url(), identity),
            new Directory(TestMembership.noDht(folder), sets, clock, random),
            new OwnCoordinator(() -> Optional.ofNullable(own).map(FakeCoordinator::url)),
            identity,
            clock);
    counters = new RoutingCounters(peers);
    return new WorkerRoutes(
        launcher,
        peers,
        TestHardware.load(folder),
        new Traffic(),
        counters,
        new PasswordCheck(secrets()));
  }

  private static ServiceCall call(String path, String query) {
    return ServiceCall.parse(path, query);
  }

  private static HttpServletRequest from(String... via) {
    return request("Via", via);
  }

  private static HttpServletRequest request(String header, String... values) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            WorkerRoutesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              var given =
                  arguments != null && header.equals(arguments[0])
                      ? List.of(values)
                      : List.<String>of();
              return switch (method.getName()) {
                case "getHeaders" -> Collections.enumeration(given);
                case "getHeader" -> given.isEmpty() ? null : given.getFirst();
                default -> null;
              };
            });
  }
}
