package uk.org.rmatool.worker.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.membership.TestMembership;
import uk.org.rmatool.worker.recipes.TestRecipes;

@Timeout(60)
class JobsResourceTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @TempDir private Path folder;
  private Launcher launcher;
  private JobsResource jobs;

  @AfterEach
  void stop() {
    launcher.stop();
  }

  @Test
  void aJobGoesToTheServiceThatTakesItsType() {
    TestLauncher.recipe(folder, "indexer");
    jobs = jobs();
    launcher.assign(List.of("indexer"));
    eventually(() -> assertThat(launcher.address("indexer")).isPresent());
    var accepted = accept(jobs, "{\"job_type\":\"indexer-job\",\"job_data\":{\"a\":1}}");
    assertThat(accepted.getString("status")).isEqualTo("accepted");
    assertThat(accepted.getString("service")).isEqualTo("indexer");
    assertThat(accepted).doesNotContainKey("result");
    assertRefused(
        jobs, 422, "{\"job_type\":\"other\"}", "which no service that runs on this worker");
  }

  @Test
  void whatAServiceSaysItHasDoneIsPassedOn() {
    started("says:{\"status\":\"completed\",\"result\":{\"found\":7}}");
    var done = accept(jobs, "{\"job_type\":\"indexer-job\"}");
    assertThat(done.getString("status")).isEqualTo("completed");
    assertThat(done.getJsonObject("result").getInt("found")).isEqualTo(7);
  }

  @Test
  void aServiceThatDoesNotRunTakesItLater() {
    TestLauncher.recipe(folder, "indexer", "deaf");
    jobs = jobs();
    launcher.assign(List.of("indexer"));
    assertRefused(
        jobs,
        503,
        "{\"job_type\":\"indexer-job\"}",
        "The service 'indexer' does not take the job now: it is starting");
    launcher.pause("the machine is used");
    assertRefused(
        jobs, 503, "{\"job_type\":\"indexer-job\"}", "it is paused: the machine is used.");
  }

  @Test
  void whyAServiceDidNotDoItIsPassedOn() {
    started("refuses:422", "says:{\"detail\":\"text: is required.\"}");
    assertRefused(
        jobs,
        502,
        "{\"job_type\":\"indexer-job\"}",
        "The service 'indexer' did not do the job: text: is required.");
  }

  @Test
  void aBusyServiceIsNotAFailedOne() {
    started("refuses:503", "says:{\"detail\":\"All places are taken\"}");
    assertRefused(
        jobs,
        503,
        "{\"job_type\":\"indexer-job\"}",
        "does not take the job now: All places are taken.");
  }

  private void started(String... options) {
    TestLauncher.recipe(folder, "indexer", options);
    jobs = jobs();
    launcher.assign(List.of("indexer"));
    eventually(() -> assertThat(launcher.address("indexer")).isPresent());
  }

  @Test
  void aJobThatCannotBeReadIsRefusedWithAllReasons() {
    assertRefused(jobs(), 422, "{\"job_data\":3}", "job_type: is required", "job_data: must be an");
  }

  private JobsResource jobs() {
    launcher = TestLauncher.in(folder);
    return new JobsResource(
        launcher,
        TestRecipes.in(folder),
        new ControlClient(),
        TestMembership.identity(NOBODY, folder));
  }

  private static JsonObject accept(JobsResource jobs, String body) {
    return jobs.accept(StrictJsonReader.parse(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRefused(JobsResource jobs, int status, String body, String... reasons) {
    assertThatThrownBy(() -> accept(jobs, body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(status);
              assertThat(e.problem().detail()).contains(reasons);
            });
  }
}
