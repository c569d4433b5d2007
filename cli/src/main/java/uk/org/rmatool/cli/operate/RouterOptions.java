package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.servers.Ports;

/** Which router to ask; shared by every command that asks one. */
final class RouterOptions {
  @Mixin PlaceOptions place = new PlaceOptions();

  @Option(
      names = "--router",
      paramLabel = "URL",
      description =
          "the router to ask; a coordinator can be asked about its own workers"
              + " (default: the one that ./rma up runs here, else http://localhost:9080)")
  String router = "";

  RouterApi api() throws IOException {
    return new RouterApi(router.isEmpty() ? local() : parse(router));
  }

  private URI local() throws IOException {
    var offset =
        new RunFile(place.home())
            .read()
            .filter(RunState::supervised)
            .map(RunState::portOffset)
            .orElse(0);
    return URI.create("http://localhost:" + new Ports(offset).router());
  }

  private static URI parse(String text) {
    try {
      var uri = URI.create(text.strip().replaceFirst("/+$", ""));
      var http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new Failure(
        "--router is an address such as http://localhost:9080, not '" + text + "'",
        Failure.USAGE,
        null);
  }
}
