package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import uk.org.rmatool.cli.console.Failure;

/** Asks a coordinator about the DHT; shared by every {@code rma dht} command. */
final class DhtOptions {
  @Mixin RouterOptions router = new RouterOptions();

  @Option(names = "--json", description = "print what the API answers")
  boolean json;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * What the program itself answers if it is a coordinator, else the first coordinator of the
   * router that has a node.
   *
   * @param member that an answer of a node has
   */
  JsonObject ask(String path, String member) throws IOException {
    var api = router.api();
    var answer =
        answer(api, path, member)
            .or(() -> coordinators(api).stream().flatMap(c -> reached(c, path, member)).findFirst())
            .orElseThrow(
                () -> new Failure("no coordinator of " + api.router() + " has a DHT node"));
    if (json) {
      say(answer.toString());
    }
    return answer;
  }

  private static Stream<JsonObject> reached(URI coordinator, String path, String member) {
    try {
      return answer(new RouterApi(coordinator), path, member).stream();
    } catch (Failure e) {
      return Stream.empty(); // another one may be reached from here
    }
  }

  private static Optional<JsonObject> answer(RouterApi api, String path, String member) {
    return api.find(path).json().filter(found -> found.containsKey(member));
  }

  private static List<URI> coordinators(RouterApi api) {
    if (!(api.get("/api/admin/coordinators") instanceof JsonArray list)) {
      throw api.odd("something else than a list of coordinators");
    }
    return list.stream()
        .filter(JsonObject.class::isInstance)
        .map(coordinator -> coordinator.asJsonObject().get("tunnel_url"))
        .filter(JsonString.class::isInstance)
        .map(url -> URI.create(((JsonString) url).getString()))
        .toList();
  }

  /** Prints what was found under a key; gives the exit status. */
  int value(JsonObject answer) {
    var found = answer.get("value") instanceof JsonString text ? text.getString() : null;
    if (!json) {
      say(found == null ? "nothing is there" : Table.clean(found));
    }
    return found == null ? RouterApi.NOT_THERE : 0;
  }

  void say(String line) {
    command.commandLine().getOut().println(line);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
