package uk.org.rmatool.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart and the images must agree on users, folders and ports. */
class ContainerfilesTest {
  private static final Path FOLDER = Path.of("containers");

  @ParameterizedTest
  @ValueSource(strings = {"router", "coordinator", "worker", "cli"})
  void anImageRunsAsTheChartsUserAndSaysWhatItIs(String program) throws IOException {
    var recipe = read(program);
    assertThat(recipe)
        .contains("USER 10001:10001")
        .contains("ARG BASE_IMAGE=docker.io/library/eclipse-temurin:25-jre")
        .contains("org.opencontainers.image.title=\"rma-" + program + "\"")
        .contains("org.opencontainers.image.licenses=\"Apache-2.0\"")
        .contains("ARG VERSION=" + System.getProperty("project.version"))
        .doesNotContain(":latest");
    assertThat(Files.readString(Chart.FOLDER.resolve("values.yaml"))).contains("runAsUser: 10001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"router", "coordinator", "worker"})
  void anImageHasTheFoldersAndPortsOfTheChart(String program) throws IOException {
    var recipe = read(program);
    var rendered = Chart.render();
    for (var variable : List.of("WLP_OUTPUT_DIR", "RMA_STATE_DIR", "SERVICES_HOME")) {
      rendered
          .env(program, variable)
          .ifPresent(value -> assertThat(recipe).contains(variable + "=" + value));
    }
    // Exactly what the program's user owns in the image is a volume where the image is read-only.
    var writable = line(recipe, " && install -d -o rma -g rma ").split(" ");
    assertThat(
            Manifests.list(rendered.server(program), "volumeMounts")
                .map(mount -> Manifests.text(mount, "mountPath"))
                .filter(mount -> !mount.equals("/tmp")))
        .containsExactlyInAnyOrder(writable);
    var exposed =
        Manifests.list(rendered.server(program), "ports")
            .map(
                port ->
                    Manifests.text(port, "containerPort")
                        + (Manifests.text(port, "protocol").equals("UDP") ? "/udp" : ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(List.of(line(recipe, "EXPOSE ").split(" ")))).isEqualTo(exposed);
    assertThat(recipe)
        .endsWith("ENTRYPOINT [\"/opt/rma/wlp/bin/server\", \"run\", \"" + program + "\"]\n");
  }

  @Test
  void everyCopiedFileIsLetThroughToTheBuild() throws IOException {
    var allowed =
        Files.readAllLines(FOLDER.resolve(".containerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    for (var program : List.of("router", "coordinator", "worker", "cli")) {
      assertThat(read(program).lines().filter(line -> line.startsWith("COPY ")))
          .map(line -> line.split(" ")[1])
          .isNotEmpty()
          .allMatch(source -> allowed.stream().anyMatch(source::startsWith));
    }
  }

  /** What the recipes of the edge need is where it is looked for, from SERVICES_HOME on. */
  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "edge-proxy", "load-balancer"})
  void theWorkersImageHasWhatAnEdgeWorkerStarts(String service) throws IOException {
    var copied =
        read("worker")
            .lines()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    assertThat(read("worker")).contains("ln -s /opt/rma/wlp /opt/rma/target/liberty/wlp");
    var recipe = Files.readString(Path.of("../services/recipes", service + ".json"));
    assertThat(
            Pattern.compile("\\$\\{services_home}/\\.\\.(/[\\w./-]+)\"")
                .matcher(recipe)
                .results()
                .map(found -> "/opt/rma" + found.group(1))
                .map(path -> path.replace("/target/liberty/wlp/bin/server", "/wlp/"))
                .distinct())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(copied::contains);
  }

  private static String read(String program) throws IOException {
    return Files.readString(FOLDER.resolve(program + ".Containerfile"));
  }

  private static String line(String recipe, String start) {
    return recipe
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElseThrow();
  }
}
