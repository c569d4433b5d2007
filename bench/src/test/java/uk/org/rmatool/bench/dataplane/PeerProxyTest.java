package uk.org.rmatool.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.org.rmatool.cli.process.Launcher;

class PeerProxyTest {
  private static final int PORT = 28_901;
  private static final int UPSTREAM = 28_902;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void configurationsNameTheirPortAndTheUpstream(PeerProxy proxy) {
    assertThat(proxy.configuration(PORT, UPSTREAM))
        .contains("127.0.0.1:" + PORT, "127.0.0.1:" + UPSTREAM)
        .endsWith("\n");
  }

  @Test
  void neitherBodiesNorAnswersAreBuffered() {
    assertThat(PeerProxy.NGINX.configuration(PORT, UPSTREAM))
        .contains("proxy_buffering off", "proxy_request_buffering off", "client_max_body_size 0");
  }

  @ParameterizedTest
  @EnumSource
  void theProgramTakesItsConfiguration(PeerProxy proxy) throws IOException {
    var program = proxy.program();
    Assumptions.assumeTrue(program.isPresent(), proxy + " is not installed");
    var file = Files.writeString(folder.resolve("proxy.conf"), proxy.configuration(PORT, UPSTREAM));
    var check = new ArrayList<>(proxy.command(program.get(), folder, file));
    check.add(proxy == PeerProxy.NGINX ? "-t" : "-c");
    assertThat(Launcher.works(Duration.ofSeconds(20), List.copyOf(check))).isTrue();
  }
}
