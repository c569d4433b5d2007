package uk.org.rmatool.worker.launcher;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.worker.recipes.Recipe;
import uk.org.rmatool.worker.recipes.Recipe.Dialogue;

/** Asks a local service whether it works. */
final class HealthProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER = 4096;
  private static final Pattern UNREADABLE = Pattern.compile("[^ -~]+");

  private final ControlClient client;

  HealthProbe(ControlClient client) {
    this.client = client;
  }

  /**
   * What a service was found to be.
   *
   * @param problem why it does not work; empty when it does
   * @param trouble what it says itself that it lacks though it works; empty without
   */
  record Seen(Optional<String> problem, String trouble) {
    private static final Seen WELL = new Seen(Optional.empty(), "");

    private static Seen broken(String problem) {
      return new Seen(Optional.of(problem), "");
    }
  }

  /** Looks how it is. */
  Seen look(Recipe.Health health, int port) {
    return health
        .path()
        .map(path -> ask(path, port))
        .orElseGet(() -> new Seen(connect(health, port), ""));
  }

  private Seen ask(String path, int port) {
    var base = address(port);
    try {
      var answer = client.send(ControlClient.Call.get(base, path, TIMEOUT));
      return answer.ok()
          ? answer.json().map(HealthProbe::trouble).orElse(Seen.WELL)
          : Seen.broken("GET %s answered %d".formatted(path, answer.status()));
    } catch (UnreachableException e) {
      return Seen.broken(e.reason());
    }
  }

  private static Seen trouble(JsonObject health) {
    return health.get("trouble") instanceof JsonString text
        ? new Seen(Optional.empty(), text.getString())
        : Seen.WELL;
  }

  private static Optional<String> connect(Recipe.Health health, int port) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
      return health.dialogue().isEmpty() ? Optional.empty() : talk(socket, health.dialogue().get());
    } catch (IOException e) {
      return Optional.of("port %d: %s".formatted(port, e.getMessage()));
    }
  }

  private static Optional<String> talk(Socket socket, Dialogue dialogue) throws IOException {
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    socket.getOutputStream().write(dialogue.send().getBytes(StandardCharsets.ISO_8859_1));
    var answer = new byte[MAX_ANSWER];
    var text = "";
    while (text.length() < MAX_ANSWER) {
      var n = socket.getInputStream().read(answer);
      if (n < 0) {
        break;
      }
      text += new String(answer, 0, n, StandardCharsets.ISO_8859_1);
      if (dialogue.expect().stream().anyMatch(text::contains)) {
        return Optional.empty();
      }
      if (dialogue.isALine() && text.contains("\n")) {
        break;
      }
    }
    var readable = UNREADABLE.matcher(text).replaceAll(" ").strip();
    return Optional.of(
        readable.isEmpty() ? "it gives no answer" : "it answers '%s'".formatted(readable));
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
