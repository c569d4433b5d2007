package uk.org.rmatool.cli.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script <code>rma</code> with a stand-in for Maven that writes down what it is told. */
class FetchTest {
  @TempDir Path checkout;

  private record Outcome(int status, String output) {}

  @BeforeEach
  void layOut() throws Exception {
    Files.copy(Path.of("..", "rma"), checkout.resolve("rma"));
    var maven = Files.createDirectories(checkout.resolve("bin")).resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        echo "$*" >>told
        printf 'Progress (1): 120/474 MB\\r'
        """);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void fetchBuildsTheModuleThatNothingElseBuilds() throws Exception {
    var outcome = rma("fetch", "ner-extraction");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("GPL-3.0-or-later", "built");
    assertThat(told()).containsExactly("-DskipTests package -pl services/ner-corenlp");
  }

  @Test
  void upLeavesOutWhatIsFetchedUntilItWas() throws Exception {
    rma("up");
    Files.createDirectories(checkout.resolve("services/ner-corenlp/target/models"));
    rma("up");
    assertThat(told())
        .containsExactly(
            "-B -DskipTests package -pl !services/ner-corenlp", "-B -DskipTests package");
  }

  @Test
  void whatCannotBeFetchedIsSaidSo() throws Exception {
    assertThat(rma("fetch").status()).isEqualTo(2);
    var outcome = rma("fetch", "redis");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output()).contains("nothing to fetch for 'redis'");
    assertThat(checkout.resolve("told")).doesNotExist();
  }

  private List<String> told() throws Exception {
    return Files.readAllLines(checkout.resolve("told"));
  }

  private Outcome rma(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("sh", checkout.resolve("rma").toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("RMA_SKIP_BUILD");
    builder
        .environment()
        .merge("PATH", "", (path, none) -> checkout.resolve("bin") + File.pathSeparator + path);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
