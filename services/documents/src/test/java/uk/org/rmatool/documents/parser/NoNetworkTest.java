package uk.org.rmatool.documents.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.documents.ListeningServer;
import uk.org.rmatool.service.work.Confinement;

class NoNetworkTest {
  private static final List<String> OUTWARD =
      List.of("socket", "channel", "async", "url", "url-connection", "client", "xml");

  @Test
  void javaAloneLeavesNoWayOut() throws Exception {
    try (var server = new ListeningServer()) {
      var outcome = probe(List.of(), server.port(), "install");
      outcome.remove("huge-file");
      assertThat(outcome).isNotEmpty().values().containsOnly("refused");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void theKernelAloneLeavesNoWayOutWhereItCan() throws Exception {
    var confinement = Confinement.probe();
    try (var server = new ListeningServer()) {
      var outcome = probe(confinement.prefix(), server.port(), "leave");
      if (confinement.network()) {
        assertThat(outcome)
            .extractingByKeys(OUTWARD.toArray(String[]::new))
            .containsOnly("refused");
        assertThat(server.connections()).isZero();
      }
      boolean limited = confinement.prefix().contains("prlimit");
      assertThat(outcome).containsEntry("huge-file", limited ? "refused" : "open");
    }
  }

  @Test
  void theProbeFindsTheWaysThatAreOpen() throws Exception {
    try (var server = new ListeningServer()) {
      var outcome = probe(List.of(), server.port(), "leave");
      assertThat(outcome).containsEntry("socket", "open").containsEntry("channel", "open");
      assertThat(server.connections()).isPositive();
    }
  }

  private static Map<String, String> probe(List<String> prefix, int port, String mode)
      throws Exception {
    var command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NetworkProbe.class.getName(),
            Integer.toString(port),
            mode));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      var lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      var outcome = new LinkedHashMap<String, String>();
      lines.stream()
          .map(line -> line.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> outcome.put(pair[0], pair[1]));
      assertThat(outcome).as(lines.toString()).containsKeys(OUTWARD.toArray(String[]::new));
      return outcome;
    } finally {
      process.destroyForcibly();
    }
  }
}
