package uk.org.rmatool.worker.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.worker.hardware.LoadMeter;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.membership.Standing.Registered;
import uk.org.rmatool.worker.membership.Standing.Unregistered;

@Timeout(60)
class MembershipTest {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  @TempDir private Path folder;
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Launcher launcher;
  private LoadMeter load;
  private Membership membership;

  @BeforeEach
  void wire() {
    launcher = TestLauncher.in(folder);
    load = TestHardware.load(folder);
    membership = TestMembership.membership(coordinator.url(), folder, launcher, load, FIRST_PAUSE);
  }

  @AfterEach
  void stop() {
    membership.stop();
    launcher.stop();
    coordinator.close();
  }

  @Test
  void aWorkerRegistersWithWhatItHasAndCanRunAndProvesItsKey() {
    TestLauncher.recipe(folder, "good");
    restartWithRecipes();
    coordinator.assign("good", "unheard-of");
    membership.start();
    registered();
    var announcement = coordinator.calls("/register").getFirst().body();
    assertThat(announcement.getString("worker_id")).matches("test-worker-[a-z2-7]{16}");
    assertThat(announcement.getString("tunnel_url")).isEqualTo("http://worker.example:8000");
    assertThat(announcement.getString("api")).isEqualTo("rma/2");
    assertThat(announcement.getJsonObject("capabilities").getString("worker_type"))
        .isEqualTo("cpu");
    assertThat(announcement.getJsonArray("runnable").toString()).contains("\"good\"");
    eventually(
        () ->
            assertThat(coordinator.calls("/heartbeat"))
                .extracting(call -> call.body().getJsonObject("services_status").toString())
                .contains(
                    "{\"good\":\"running\","
                        + "\"unheard-of\":\"unsupported: this worker has no recipe for it\"}"));
  }

  @Test
  void heartbeatsTellTheLoadAtTheSuggestedPace() {
    membership.start();
    registered();
    load.callBegan(3);
    eventually(
        () ->
            assertThat(coordinator.calls("/heartbeat"))
                .extracting(call -> call.body().getInt("active_requests"))
                .contains(3));
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(3));
    eventually(() -> assertThat(lastHeartbeat().getInt("active_requests")).isZero());
    var heartbeat = lastHeartbeat();
    assertThat(heartbeat.getJsonNumber("current_load").doubleValue()).isBetween(0.0, 1.0);
    assertThat(heartbeat.getString("available_memory")).endsWith("GB");
    assertThat(heartbeat.keySet())
        .contains("status", "loaded_models", "gpu_utilization", "services_status");
  }

  @Test
  void aChangeIsToldAtOnce() {
    TestLauncher.recipe(folder, "good");
    restartWithRecipes();
    coordinator.suggestInterval(600);
    coordinator.assign("good");
    membership.start();
    eventually(
        () ->
            assertThat(coordinator.calls("/heartbeat"))
                .extracting(call -> call.body().getJsonObject("services_status").toString())
                .contains("{\"good\":\"running\"}"));
  }

  @Test
  void whatACoordinatorWantsMeasuredAgainIsAnnounced() {
    var detection = TestHardware.detection(folder);
    detection.measure();
    membership =
        TestMembership.membership(
            coordinator.url(), folder, launcher, load, detection, FIRST_PAUSE, Optional.empty());
    coordinator.assign("unheard-of");
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).isNotEmpty());
    coordinator.answerHeartbeats(Json.createObjectBuilder().add("benchmark_asked_at", 7).build());
    eventually(() -> assertThat(coordinator.calls("/register")).hasSize(2));
    assertThat(coordinator.calls("/register"))
        .extracting(
            call ->
                call.body()
                    .getJsonObject("capabilities")
                    .getJsonObject("measured")
                    .getString("measured_at"))
        .doesNotHaveDuplicates();
    eventually(
        () ->
            assertThat(coordinator.calls("/heartbeat"))
                .extracting(call -> call.body().getString("status"))
                .contains("measuring")
                .endsWith("healthy"));
    assertThat(membership.standing()).isInstanceOf(Registered.class);
    assertThat(coordinator.calls("/register")).as("the same wish is served once").hasSize(2);
  }

  @Test
  void aGpuThatAnswersLaterMakesAGpuWorker() throws IOException {
    var bin = Files.createDirectory(folder.resolve("bin"));
    tool(bin, "echo $(date +%N) 'no driver yet'; exit 9");
    var detection = TestHardware.detection(folder, bin.toString(), clock);
    membership =
        TestMembership.membership(
            coordinator.url(), folder, launcher, load, detection, FIRST_PAUSE, Optional.empty());
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).isNotEmpty());
    var reason = detection.hardware().gpuProblem();
    clock.advance(Duration.ofMinutes(1));
    eventually(() -> assertThat(detection.hardware().gpuProblem()).isNotEqualTo(reason));
    var told = coordinator.calls("/heartbeat").size();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(told + 1));
    assertThat(coordinator.calls("/register")).as("another reason is no news").hasSize(1);
    tool(bin, "echo 'Tesla T4, 15360, 1, GPU-1, 0'");
    clock.advance(Duration.ofMinutes(1));
    eventually(() -> assertThat(coordinator.calls("/register")).hasSize(2));
    assertThat(coordinator.calls("/register"))
        .extracting(
            call -> call.body().getJsonObject("capabilities").getString("worker_type"),
            call -> call.body().getJsonObject("capabilities").containsKey("gpu_problem"))
        .containsExactly(tuple("cpu", true), tuple("gpu", false));
  }

  /** Services are only given to who says that it can run them. */
  @Test
  void whatCanBeRunLaterIsAnnouncedWithoutARestart() throws IOException {
    var model = folder.resolve("model.gguf");
    needing(model);
    start();
    assertThat(runnable()).containsExactly(false);
    coordinator.assign("picky");
    Files.writeString(model, "weights");
    clock.advance(Duration.ofSeconds(5));
    eventually(() -> assertThat(runnable()).containsExactly(false, true));
    eventually(() -> assertThat(launcher.address("picky")).isPresent());
    assertThat(membership.standing()).isEqualTo(new Registered(List.of("picky")));
  }

  @Test
  void whatComesAndGoesIsAnnouncedEverMoreSeldom() throws IOException {
    var model = folder.resolve("model.gguf");
    needing(model);
    start();
    Files.writeString(model, "weights");
    clock.advance(Duration.ofSeconds(5));
    announced(false, true);

    Files.delete(model);
    clock.advance(Duration.ofSeconds(59));
    heartbeatsPass();
    assertThat(runnable()).as("within a minute").containsExactly(false, true);
    clock.advance(Duration.ofSeconds(5));
    announced(false, true, false);

    Files.writeString(model, "weights");
    clock.advance(Duration.ofSeconds(119));
    heartbeatsPass();
    assertThat(runnable()).as("within two more").containsExactly(false, true, false);
    clock.advance(Duration.ofSeconds(5));
    announced(false, true, false, true);

    clock.advance(Duration.ofHours(1));
    heartbeatsPass();
    Files.delete(model);
    clock.advance(Duration.ofSeconds(5));
    announced(false, true, false, true, false);
    Files.writeString(model, "weights");
    clock.advance(Duration.ofMinutes(1));
    announced(false, true, false, true, false, true);
  }

  @Test
  void whatRunsIsNotTakenAwayForWhatItNeedsToStart() throws IOException {
    var model = Files.writeString(folder.resolve("model.gguf"), "weights");
    needing(model);
    coordinator.assign("picky");
    start();
    eventually(() -> assertThat(launcher.address("picky")).isPresent());
    Files.delete(model);
    clock.advance(Duration.ofHours(1));
    heartbeatsPass();
    launcher.pause("its owner is here");
    clock.advance(Duration.ofHours(1));
    heartbeatsPass();
    coordinator.forget();
    eventually(() -> assertThat(runnable()).hasSizeGreaterThan(1));
    assertThat(runnable()).containsOnly(true);
    coordinator.assign();
    coordinator.forget();
    eventually(() -> assertThat(launcher.states()).isEmpty());
    clock.advance(Duration.ofHours(1));
    eventually(() -> assertThat(runnable()).endsWith(false));
  }

  private void needing(Path file) {
    TestLauncher.recipe(
        folder,
        "picky",
        recipe -> recipe.add("needs", Json.createObjectBuilder().add("model", file.toString())));
  }

  private void start() {
    restartWithRecipes();
    membership =
        TestMembership.membership(
            coordinator.url(),
            folder,
            launcher,
            load,
            TestHardware.detection(folder),
            FIRST_PAUSE,
            Optional.empty(),
            clock);
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).isNotEmpty());
  }

  /** For each registration whether it said that this service can be run. */
  private List<Boolean> runnable() {
    return coordinator.calls("/register").stream()
        .map(call -> call.body().getJsonArray("runnable").toString().contains("\"picky\""))
        .toList();
  }

  /** These, and the worker knows that the last one was accepted. */
  private void announced(Boolean... each) {
    eventually(() -> assertThat(runnable()).containsExactly(each));
    heartbeatsPass();
  }

  /** Whatever there was to announce would have been announced. */
  private void heartbeatsPass() {
    var told = coordinator.calls("/heartbeat").size();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(told + 2));
  }

  private static void tool(Path bin, String script) throws IOException {
    var file = Files.writeString(bin.resolve("new"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(file, bin.resolve("nvidia-smi"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aForgottenWorkerRegistersAgainUnderTheSameIdAndItsServicesRunOn() {
    TestLauncher.recipe(folder, "good");
    restartWithRecipes();
    coordinator.assign("good");
    membership.start();
    eventually(() -> assertThat(launcher.address("good")).isPresent());
    var address = launcher.address("good");
    coordinator.forget();
    eventually(() -> assertThat(coordinator.calls("/register")).hasSizeGreaterThan(1));
    registered();
    assertThat(coordinator.calls("/register"))
        .extracting(call -> call.body().getString("worker_id"))
        .containsOnly(coordinator.registered().iterator().next());
    assertThat(launcher.address("good")).isEqualTo(address);
  }

  @Test
  void anotherAssignmentEndsAndStartsServices() {
    TestLauncher.recipe(folder, "one");
    TestLauncher.recipe(folder, "two");
    restartWithRecipes();
    coordinator.assign("one");
    membership.start();
    eventually(() -> assertThat(launcher.address("one")).isPresent());
    coordinator.assign("two");
    coordinator.forget();
    eventually(() -> assertThat(launcher.address("two")).isPresent());
    assertThat(launcher.states()).containsOnlyKeys("two");
  }

  @Test
  void aHeartbeatsAnswerStartsWhatIsNewEndsWhatIsGoneAndLeavesTheRestAlone() {
    List.of("old", "kept", "new").forEach(service -> TestLauncher.recipe(folder, service));
    restartWithRecipes();
    coordinator.assign("old", "kept");
    membership.start();
    states("{'kept':'running','old':'running'}");
    var kept = launcher.address("kept");
    coordinator.answerHeartbeats(
        json("{'assigned_services':['kept','new'],'heartbeat_interval_seconds':600}"));
    states("{'kept':'running','new':'running'}");
    assertThat(launcher.address("kept")).isEqualTo(kept);
    assertThat(membership.standing())
        .isInstanceOfSatisfying(
            Registered.class,
            r -> assertThat(r.services()).containsExactlyInAnyOrder("kept", "new"));
  }

  @Test
  void whatIsOnlyTakenAwayEndsSoonHoweverSeldomHeartbeatsAre() {
    List.of("old", "kept").forEach(service -> TestLauncher.recipe(folder, service));
    restartWithRecipes();
    coordinator.assign("old", "kept");
    membership.start();
    states("{'kept':'running','old':'running'}");
    coordinator.answerHeartbeats(
        json("{'assigned_services':['kept'],'heartbeat_interval_seconds':600}"));
    states("{'kept':'running'}");
  }

  @Test
  void anAnswerThatSaysNothingOfServicesChangesNone() {
    TestLauncher.recipe(folder, "good");
    restartWithRecipes();
    coordinator.assign("good");
    for (var answer : List.of("{}", "{'assigned_services':null}", "{'assigned_services':[7]}")) {
      assertThat(Announcements.reassigned(json(answer))).isEmpty();
    }
    coordinator.answerHeartbeats(json("{'assigned_services':'none'}"));
    membership.start();
    states("{'good':'running'}");
    var told = coordinator.calls("/heartbeat").size();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(told + 3));
    assertThat(launcher.states()).containsOnlyKeys("good");
  }

  @Test
  void everyAnswerSaysWhenToSendTheNextHeartbeat() {
    coordinator.suggestInterval(600);
    coordinator.answerHeartbeats(json("{'heartbeat_interval_seconds':0.05}"));
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(3));
  }

  @Test
  void aConfiguredIntervalCountsWhateverAnswersSay() {
    coordinator.suggestInterval(600);
    coordinator.answerHeartbeats(json("{'heartbeat_interval_seconds':600}"));
    membership =
        TestMembership.membership(
            coordinator.url(), folder, launcher, load, FIRST_PAUSE, Optional.of("PT0.1S"));
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(3));
  }

  @Test
  void aCoordinatorThatIsAwayAtFirstIsTriedUntilItIsThere() {
    coordinator.goAway();
    membership.start();
    eventually(
        () ->
            assertThat(membership.standing())
                .isInstanceOfSatisfying(
                    Unregistered.class, u -> assertThat(u.reason()).contains("refused")));
    coordinator.comeBack();
    registered();
  }

  @Test
  void aCoordinatorThatIsLostIsRegisteredWithAgain() {
    membership.start();
    registered();
    coordinator.breakWith(503);
    eventually(
        () ->
            assertThat(membership.standing())
                .isEqualTo(new Unregistered(coordinator.url() + " answered 503: broken")));
    coordinator.breakWith(0);
    registered();
    assertThat(coordinator.calls("/register")).hasSizeGreaterThan(1);
  }

  @Test
  void twoFailedHeartbeatsAreNotALostCoordinator() {
    coordinator.failHeartbeats(2);
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/heartbeat")).hasSizeGreaterThan(3));
    assertThat(coordinator.calls("/register")).hasSize(1);
    assertThat(membership.standing()).isInstanceOf(Registered.class);
  }

  @Test
  void aStoppedWorkerTakesItsLeave() {
    membership.start();
    registered();
    membership.stop();
    assertThat(coordinator.registered()).isEmpty();
    assertThat(coordinator.calls("/unregister/")).hasSize(1);
    assertThat(membership.isAlive()).isFalse();
  }

  @Test
  void aWorkerThatNobodyKnewLeavesSilently() {
    coordinator.breakWith(503);
    membership.start();
    eventually(() -> assertThat(coordinator.calls("/register")).isNotEmpty());
    membership.stop();
    assertThat(coordinator.calls("/unregister/")).isEmpty();
  }

  @Test
  void pausesGrowToALimitAndVary() {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    var random = new Random(7);
    assertThat(backoff.after(1, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(backoff.after(3, random)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(backoff.after(1_000, random))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30))
        .isNotEqualTo(backoff.after(1_000, random));
  }

  @Test
  void wrongConfigurationStopsTheStartWithASentence() {
    refused("ftp://x", Optional.empty(), Optional.empty(), "COORDINATOR_URL 'ftp://x' must be an");
    refused(
        "http://x", Optional.of("here"), Optional.empty(), "WORKER_PUBLIC_URL 'here' must be an");
    refused(
        "http://x",
        Optional.empty(),
        Optional.of("30s"),
        "HEARTBEAT_INTERVAL '30s' is no duration; thirty seconds are PT30S.");
    refused("http://x", Optional.empty(), Optional.of("PT0S"), "HEARTBEAT_INTERVAL 'PT0S' is not");
  }

  private static void refused(
      String coordinator, Optional<String> publicUrl, Optional<String> interval, String sentence) {
    assertThatThrownBy(
            () -> new MembershipConfig(coordinator, Optional.empty(), publicUrl, 8000, interval))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  /** Recipes are read once, at the start. */
  private void restartWithRecipes() {
    launcher.stop();
    wire();
  }

  private void registered() {
    eventually(
        () -> {
          assertThat(membership.standing()).isInstanceOf(Registered.class);
          assertThat(coordinator.registered()).hasSize(1);
        });
  }

  /** The last heartbeat says so of the services. */
  private void states(String expected) {
    eventually(
        () ->
            assertThat(coordinator.calls("/heartbeat"))
                .last()
                .extracting(call -> call.body().getJsonObject("services_status"))
                .isEqualTo(json(expected)));
  }

  private static JsonObject json(String text) {
    return StrictJsonReader.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private JsonObject lastHeartbeat() {
    return coordinator.calls("/heartbeat").getLast().body();
  }

  @Test
  void anAnswerThatMakesNoSenseGivesNoServices() {
    assertThat(Announcements.assigned(JsonObject.EMPTY_JSON_OBJECT)).isEqualTo(List.of());
    assertThat(Announcements.interval(JsonObject.EMPTY_JSON_OBJECT)).isEmpty();
  }
}
