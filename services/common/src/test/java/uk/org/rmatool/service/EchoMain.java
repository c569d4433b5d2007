package uk.org.rmatool.service;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.http.Routes;

/** The smallest service. */
@Command(name = "rma-echo", description = "Says what it hears.")
final class EchoMain extends ServiceProgram {
  static final int MAX_BODY = 1_000;

  @Option(names = "--words", description = "Nothing.")
  private String words = "";

  private EchoMain() {
    super("echo", "ECHO", 8190);
  }

  public static void main(String[] args) {
    new EchoMain().run(args);
  }

  @Override
  protected void check() {
    ServiceOptions.inRange("--words", words.length(), 0, 10);
  }

  @Override
  protected RunningService start(ServiceOptions listening) throws IOException {
    var routes =
        new Routes()
            .get(
                "/health",
                call ->
                    Answer.json(200, Json.createObjectBuilder().add("status", "healthy").build()))
            .post(
                "/echo/{where}",
                call ->
                    Answer.json(
                        200,
                        Json.createObjectBuilder()
                            .add("where", call.segment("where"))
                            .add("body", call.json(MAX_BODY))
                            .build()))
            .delete(
                "/echo/{where}",
                call -> {
                  throw new IllegalStateException("a defect");
                });
    var server = new HttpService(listening.host(), listening.port(), routes);
    return new RunningService() {
      @Override
      public URI address() {
        return server.address();
      }

      @Override
      public void stop(Duration patience) {
        server.stop(patience);
      }
    };
  }
}
