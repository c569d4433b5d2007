package uk.org.rmatool.worker.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** What the packaged recipes' probes make of answers to them. */
@Timeout(30)
class HealthProbeTest {
  private static final String SASL = "R\0\0\0\27\0\0\0\nSCRAM-SHA-256\0\0";

  @TempDir private Path folder;
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aPostgresThatAsksForThePasswordWorks() {
    answer(SASL);
    assertThat(problem("postgres")).isEmpty();
  }

  /** Its tenth byte is a line's end, which is none here. */
  @Test
  void anAnswerMayComeInPieces() {
    answer(SASL.substring(0, 9), SASL.substring(9));
    assertThat(problem("postgres")).isEmpty();
  }

  @Test
  void aPostgresThatIsFullWorks() {
    answer("E\0\0\0@SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0");
    assertThat(problem("postgres")).isEmpty();
  }

  @Test
  void aPostgresThatStillReadsItsLogSaysSo() {
    answer("E\0\0\0@SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
    assertThat(problem("postgres").orElse("")).contains("the database system is starting up");
  }

  @Test
  void aNeo4jThatTakesAVersionOfItsProtocolWorks() {
    answer("\0\0\4\5");
    assertThat(problem("neo4j")).isEmpty();
  }

  @Test
  void aNeo4jThatTakesNoneDoesNot() {
    answer("\0\0\0\0");
    assertThat(problem("neo4j")).contains("it gives no answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "neo4j", "redis"})
  void aPortThatSpeaksAnotherProtocolIsNotTheService(String service) {
    answer("HTTP/1.1 400 Bad Request\r\n\r\n");
    assertThat(problem(service)).contains("it answers 'HTTP/1.1 400 Bad Request'");
  }

  /** Says these, each by itself, to the first who says anything, and hangs up. */
  private void answer(String... pieces) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (var socket = server.accept()) {
                socket.setTcpNoDelay(true);
                assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
                for (var piece : pieces) {
                  socket.getOutputStream().write(piece.getBytes(ISO_8859_1));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  private Optional<String> problem(String service) {
    var recipes = TestRecipes.packaged(folder, TestHardware.commands(), folder, "none");
    var health = recipes.find(service).orElseThrow().health();
    return new HealthProbe(new ControlClient()).look(health, server.getLocalPort()).problem();
  }
}
