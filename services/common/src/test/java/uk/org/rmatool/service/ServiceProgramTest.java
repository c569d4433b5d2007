package uk.org.rmatool.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The smallest service there is, in a process of its own. */
class ServiceProgramTest {
  @Test
  void itAnswersAndEndsInGoodOrderWhenToldTo() throws Exception {
    var service = RunningProgram.start(EchoMain.class);
    try (service) {
      assertThat(service.health().getString("status")).isEqualTo("healthy");
      var echo = service.post("/echo/north", Json.createObjectBuilder().add("a", 1).build());
      assertThat(echo.body()).isEqualTo("{\"where\":\"north\",\"body\":{\"a\":1}}");
    }
    assertThat(service.process.exitValue()).isZero();
  }

  @Test
  void pathsMethodsAndBodiesThatAreNotTakenGetProblems() throws Exception {
    try (var service = RunningProgram.start(EchoMain.class)) {
      assertThat(service.get("/echo").statusCode()).isEqualTo(404);
      var wrong = service.get("/echo/north");
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("Allow")).contains("DELETE, POST");
      assertThat(service.delete("/echo/north").statusCode()).isEqualTo(500);
      assertThat(sent(service, "{\"a\":")).isEqualTo(400);
      assertThat(sent(service, "[]")).isEqualTo(422);
      assertThat(sent(service, "{\"a\":\"" + "x".repeat(EchoMain.MAX_BODY) + "\"}")).isEqualTo(413);
      var streamed =
          service
              .request("/echo/north")
              .POST(
                  BodyPublishers.ofInputStream(
                      () -> new ByteArrayInputStream(new byte[2 * EchoMain.MAX_BODY])));
      assertThat(service.send(streamed).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void theEndOfStandardInputEndsItWhenTheParentIsWatched() throws Exception {
    try (var service = RunningProgram.start(EchoMain.class, "--exit-with-parent")) {
      service.process.getOutputStream().close();
      assertThat(service.process.waitFor(15, TimeUnit.SECONDS)).isTrue();
      assertThat(service.process.exitValue()).isZero();
    }
  }

  @Test
  void helpNamesTheOptionsAndWrongOnesAreSaidSo() throws Exception {
    var help = RunningProgram.launch(RunningProgram.onClassPath(EchoMain.class), "--help");
    assertThat(new String(help.getInputStream().readAllBytes(), UTF_8))
        .contains("--port", "8190", "--words", "ECHO_PORT");
    assertThat(help.waitFor()).isZero();
    var wrong =
        RunningProgram.launch(RunningProgram.onClassPath(EchoMain.class), "--port", "70000");
    assertThat(wrong.waitFor()).isEqualTo(2);
  }

  @Test
  void aPortThatIsTakenIsAStatusOfItsOwn() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      var process =
          RunningProgram.launch(RunningProgram.onClassPath(EchoMain.class), "--port", port);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    }
  }

  @Test
  void optionsComeFromTheEnvironmentToo() {
    var defaults = new EnvironmentDefaults("ECHO", 8190, Map.of("ECHO_MAX_TEXT", "7"));
    var program = new CommandLine(new Options());
    program.setDefaultValueProvider(defaults);
    var options = (Options) program.getCommand();
    program.parseArgs();
    assertThat(options.maxText).isEqualTo(7);
    assertThat(options.port).isEqualTo(8190);
    program.parseArgs("--max-text", "9", "--port", "0");
    assertThat(options.maxText).isEqualTo(9);
    assertThat(options.port).isZero();
  }

  @Command
  static final class Options {
    @Option(names = "--max-text")
    int maxText;

    @Option(names = "--port")
    int port;
  }

  private static int sent(RunningProgram service, String body) throws Exception {
    return service
        .send(service.request("/echo/north").POST(BodyPublishers.ofString(body)))
        .statusCode();
  }
}
