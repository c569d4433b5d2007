package uk.org.rmatool.worker.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.worker.Eventually.eventually;

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

@Timeout(60)
class JobsResourceTest {
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @TempDir private Path folder;
  private Launcher launcher;

  @AfterEach
  void stop() {
    launcher.stop();
  }

  @Test
  void aJobGoesToTheServiceThatTakesItsType() {
    TestLauncher.recipe(folder, "indexer");
    var jobs = jobs();
    launcher.assign(List.of("indexer"));
    eventually(() -> assertThat(launcher.address("indexer")).isPresent());
    var accepted = accept(jobs, "{\"job_type\":\"indexer-job\",\"job_data\":{\"a\":1}}");
    assertThat(accepted.status()).isEqualTo("accepted");
    assertThat(accepted.service()).isEqualTo("indexer");
    assertRefused(jobs, "{\"job_type\":\"other\"}", "which no service that runs on this worker");
  }

  @Test
  void aJobThatCannotBeReadIsRefusedWithAllReasons() {
    assertRefused(jobs(), "{\"job_data\":3}", "job_type: is required", "job_data: must be an");
  }

  private JobsResource jobs() {
    launcher = TestLauncher.in(folder);
    return new JobsResource(launcher, new ControlClient(), TestMembership.identity(NOBODY, folder));
  }

  private static JobsResource.Accepted accept(JobsResource jobs, String body) {
    return jobs.accept(StrictJsonReader.parse(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRefused(JobsResource jobs, String body, String... reasons) {
    assertThatThrownBy(() -> accept(jobs, body))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(422);
              assertThat(e.problem().detail()).contains(reasons);
            });
  }
}
