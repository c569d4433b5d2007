package uk.org.rmatool.bench.leases;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import uk.org.rmatool.cli.console.Failure;

/** What a server counts at one moment. */
final class Metrics {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String text;

  Metrics(URI server) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(server.resolve("/metrics")).build();
      text = CLIENT.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new Failure(server + " does not answer: " + Failure.describe(e), e);
    }
  }

  /** A figure without labels; 0 if there is none. */
  double value(String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
