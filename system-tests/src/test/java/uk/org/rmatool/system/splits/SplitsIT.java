package uk.org.rmatool.system.splits;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblemMembers;
import static uk.org.rmatool.system.rig.Problems.assertRetryLater;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;
import uk.org.rmatool.system.splits.Network.Site;

/**
 * The network splits silently. There are two workers, both through the router: one of ours and a
 * deployed one, which never registers again.
 */
@ExtendWith(SharedPlatform.class)
class SplitsIT {
  private static final Duration STARTED = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofSeconds(60);

  /** What a caller may have to wait for an error. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private static Network network;
  private static FakeWorker deployed;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    network = new Network(platform);
    Await.until(
        "both coordinators are there", STARTED, () -> Fleet.coordinators(router()).size() == 2);
    deployed = new FakeWorker().join(router());
    Await.until("all is whole at first", STARTED, SplitsIT::isWhole);
  }

  @AfterAll
  static void stop() throws Exception {
    deployed.close();
    network.close();
  }

  @BeforeEach
  void whole() {
    Await.until("all is whole", SOON, SplitsIT::isWhole);
  }

  @AfterEach
  void heal() throws Exception {
    network.heal();
  }

  @Test
  void betweenRouterAndCoordinatorWorkersMoveAndHaveOneOwnerAfterwards() throws Exception {
    var lost = home(ours());
    var left = network.other(lost);

    lost.fromRouter().cut();
    lost.toRouter().cut();

    Await.until(
        "both workers are with the coordinator that is left",
        SOON,
        () -> beats() && holds(left, ours()) && holds(left, deployed.id()));
    Await.until("calls go on through the router", SOON, SplitsIT::isServing);
    assertThat(documents(lost.http()).status())
        .as("who is on its side of the split is still served")
        .isEqualTo(200);

    network.heal();
    Await.until(
        "the one that was lost lets them go",
        SOON,
        () -> isWhole() && !holds(lost, ours()) && !holds(lost, deployed.id()));
  }

  @Test
  void betweenCoordinatorsAndAWorkerCallsSaySoAndAreServedAfterwards() throws Exception {
    network.coordinatorsToWorker().cut();

    for (int i = 0; i < 3; i++) {
      var asked = System.nanoTime();
      var call = documents(router());
      assertThat(call.status()).as("%s", call).isIn(502, 503, 504);
      var unused = assertProblemMembers(call);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PATIENCE);
    }
    assertThat(router().get("/service/" + deployed.service() + "/x").status())
        .as("others are served")
        .isEqualTo(200);
    assertThat(holder(ours())).as("it is not lost").isPresent();

    network.heal();
    Await.until("all is whole", SOON, SplitsIT::isWhole);
  }

  @Test
  void betweenAWorkerAndTheRouterItComesBackByItself() throws Exception {
    network.workerToRouter().cut();
    Await.until(
        "its silence is seen",
        SOON,
        () -> Fleet.worker(router(), ours()).map(w -> !w.getString("lease").equals("live")).get());

    network.heal();
    Await.until("all is whole", SOON, SplitsIT::isWhole);
  }

  @Test
  void betweenACoordinatorAndItsDatabaseCallsGoOnAndRegistrationsAreRefused() throws Exception {
    var site = home(deployed.id());
    site.toDatabase().cut();
    databaseIsAway(site.server(), site.http());
  }

  @Test
  void betweenTheRouterAndItsDatabaseCallsGoOnAndRegistrationsAreRefused() throws Exception {
    network.routerToDatabase().cut();
    databaseIsAway(network.router(), router());
  }

  private void databaseIsAway(Server server, Http http) throws Exception {
    var newcomer = "new-" + UUID.randomUUID();
    var asked = System.nanoTime();
    var refused = register(http, newcomer);
    assertThat(refused.status()).as("%s", refused).isEqualTo(503);
    assertRetryLater(refused);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PATIENCE);
    Await.until("it says so", SOON, () -> database(server).equals("away"));
    for (int i = 0; i < 20; i++) {
      assertThat(isServing()).as("calls go on").isTrue();
      assertThat(beats()).as("heartbeats are taken").isTrue();
    }

    network.heal();
    Await.until(
        "registrations are taken again", SOON, () -> register(http, newcomer).status() == 200);
    assertThat(http.delete("/api/worker/unregister/" + newcomer).status()).isEqualTo(200);
    Await.until("all is whole", SOON, SplitsIT::isWhole);
  }

  /** Everything as before any split: nobody is suspect, each worker has one owner and is served. */
  private static boolean isWhole() {
    return Stream.of(network.router(), network.east().server(), network.west().server())
            .allMatch(server -> database(server).equals("up"))
        && List.of(network.east(), network.west()).stream()
            .allMatch(site -> coordinator(site).filter(c -> c.isNull("suspect")).isPresent())
        && beats()
        && isServing()
        && owners(ours()) == 1
        && owners(deployed.id()) == 1;
  }

  private static boolean isServing() {
    return documents(router()).status() == 200
        && router().get("/service/" + deployed.service() + "/x").status() == 200;
  }

  private static boolean beats() {
    return Fleet.heartbeat(router(), deployed.id()).status() == 200;
  }

  private static Answer documents(Http http) {
    return http.get("/service/upload/health");
  }

  private static Answer register(Http http, String id) {
    return http.post("/api/worker/register", FakeWorker.registration(id, id, deployed.url()));
  }

  private static Http router() {
    return network.router().http();
  }

  private static String ours() {
    return Fleet.workers(router()).stream()
        .filter(id -> id.startsWith("split-"))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<JsonObject> coordinator(Site site) {
    return router().get("/api/admin/coordinators").json().asJsonArray().stream()
        .map(coordinator -> coordinator.asJsonObject())
        .filter(coordinator -> coordinator.getString("tunnel_url").equals(site.url()))
        .findFirst();
  }

  private static boolean holds(Site site, String worker) {
    return Fleet.worker(site.http(), worker).isPresent();
  }

  private static long owners(String worker) {
    return Stream.of(network.east(), network.west()).filter(site -> holds(site, worker)).count();
  }

  private static Optional<Site> holder(String worker) {
    return Stream.of(network.east(), network.west())
        .filter(site -> holds(site, worker))
        .findFirst();
  }

  private static Site home(String worker) {
    return holder(worker).orElseThrow();
  }

  /** What readiness says of the database: up or away. */
  private static String database(Server server) {
    return server
        .management()
        .get("/health/ready")
        .check("database")
        .orElseThrow()
        .getJsonObject("data")
        .getString("database");
  }
}
