package uk.org.rmatool.service.platform;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.api.StrictJson;

/** Calls to other services. */
public final class Platform implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final Optional<URI> address;
  private final Duration timeout;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /**
   * Nothing is called yet.
   *
   * @param address a router's or coordinator's; without one every call is 503
   * @param timeout how long a call may take
   */
  public Platform(Optional<URI> address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  /** Whether there is a platform to ask. */
  public boolean known() {
    return address.isPresent();
  }

  /** A call of a service, to be given a method and sent. */
  public HttpRequest.Builder request(String service, String path) {
    var platform =
        address.orElseThrow(
            () ->
                away(
                    service,
                    "This needs %s, and this service was given no address of the platform."
                        .formatted(service)));
    var base = platform.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + "/service/" + service + path)).timeout(timeout);
  }

  /** The JSON of a good answer; what the service refused stays refused, the rest is 503. */
  public JsonObject send(String service, HttpRequest.Builder request, int maxBytes)
      throws InterruptedException {
    try {
      var response = client.send(request.build(), BodyHandlers.ofInputStream());
      byte[] body;
      try (var in = response.body()) {
        body = in.readNBytes(maxBytes + 1);
      }
      if (body.length > maxBytes) {
        throw failed(service, "its answer is longer than %d bytes".formatted(maxBytes));
      }
      if (response.statusCode() != 200) {
        throw refused(service, response, body);
      }
      return StrictJson.parse(body);
    } catch (HttpTimeoutException e) {
      throw away(
          service, "%s did not answer within %d seconds.".formatted(service, timeout.toSeconds()));
    } catch (IOException e) {
      throw failed(service, "the platform cannot be reached");
    }
  }

  private static PlatformException refused(String service, HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    var detail = detail(body);
    return switch (status) {
      case 413 -> new PlatformException(ProblemType.TOO_LARGE, detail);
      case 415, 422 -> new PlatformException(ProblemType.INVALID_FIELDS, detail);
      default -> failed(service, "status %d, %s".formatted(status, detail));
    };
  }

  private static String detail(byte[] body) {
    try {
      var text =
          StrictJson.parse(body).getString("detail", "no reason given").replaceFirst("\\.+$", "");
      return text.length() > 500 ? text.substring(0, 500) : text;
    } catch (PlatformException e) {
      return "no reason given";
    }
  }

  /** 503: the service answers, and not as it should. */
  public static PlatformException failed(String service, String why) {
    return away(service, "%s does not answer: %s.".formatted(service, why));
  }

  /** Never with a time to try again: whoever balances calls would take this service for full. */
  public static PlatformException away(String service, String detail) {
    return new PlatformException(
        Problem.of(ProblemType.DEPENDENCY_AWAY, detail).with("hop", service));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
