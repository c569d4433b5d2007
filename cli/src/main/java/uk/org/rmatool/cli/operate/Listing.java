package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import uk.org.rmatool.cli.console.Failure;

/** Reads a list of the API page by page; of a large fleet only one page is in memory. */
final class Listing {
  private static final int PAGE = 500;

  private final RouterApi api;
  private final Kind kind;
  private final Map<String, JsonObject> unreachable = new LinkedHashMap<>();

  Listing(RouterApi api, Kind kind) {
    this.api = api;
    this.kind = kind;
  }

  /** Hands over every node of the list, in its order. */
  void forEach(Consumer<Node> reader) {
    var cursor = "";
    do {
      var more =
          cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      var page = page("?limit=" + PAGE + more);
      for (var entry : entries(page)) {
        if (entry instanceof JsonObject json) {
          reader.accept(new Node(kind, json));
        }
      }
      var next = page instanceof JsonObject object ? next(object) : "";
      if (!next.isEmpty() && next.equals(cursor)) {
        throw new Failure(api.router() + " does not get on with its list of " + kind.plural());
      }
      cursor = next;
    } while (!cursor.isEmpty());
  }

  private JsonStructure page(String query) {
    try {
      return api.get(kind.path() + query);
    } catch (Failure e) {
      if (e.exitCode() != RouterApi.NOT_THERE) {
        throw e;
      }
      throw new Failure(
          "%s does not list %s; only routers list coordinators"
              .formatted(api.router(), kind.plural()),
          RouterApi.NOT_THERE,
          e);
    }
  }

  private JsonArray entries(JsonValue page) {
    if (page instanceof JsonArray all) {
      return all;
    }
    var object = page.asJsonObject();
    if (object.get("unreachable") instanceof JsonArray silent) {
      silent.forEach(this::note);
    }
    if (object.get(kind.plural()) instanceof JsonArray entries) {
      return entries;
    }
    throw api.odd("without a list of " + kind.plural());
  }

  private void note(JsonValue entry) {
    if (entry instanceof JsonObject json && json.get("coordinator") instanceof JsonString id) {
      unreachable.putIfAbsent(id.getString(), json);
    }
  }

  private static String next(JsonObject page) {
    return page.get("next") instanceof JsonString next ? next.getString() : "";
  }

  /** Who did not answer and whose workers may be missing, after the list was read. */
  Iterable<JsonObject> unreachable() {
    return unreachable.values();
  }

  /** Whether this coordinator did not answer. */
  boolean misses(String coordinator) {
    return unreachable.containsKey(coordinator);
  }

  /** Says who did not answer. */
  void warn(PrintWriter err) {
    unreachable.forEach(
        (id, json) ->
            err.println(
                Table.clean(
                    "rma: warning: coordinator %s did not answer, its workers may be missing: %s"
                        .formatted(id, json.getString("reason", "no reason given")))));
  }
}
