package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A node with its newest events, as the API tells it.
 *
 * @param node how it is now
 */
record History(Node node) {
  private static final int PAGE = 1000;

  /** Asks for a node's history with at most so many events, at least one. */
  static History read(RouterApi api, Node node, int count) {
    var events = Json.createArrayBuilder();
    var left = count;
    var cursor = "";
    JsonObject answer;
    do {
      var more =
          cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      var path = kindPath(node) + "/history?limit=" + Math.min(left, PAGE) + more;
      if (!(api.get(path) instanceof JsonObject page)
          || !(page.get("events") instanceof JsonArray list)) {
        throw api.odd("without a list of events");
      }
      list.stream().limit(left).forEach(events::add);
      answer = page;
      left -= list.size();
      cursor =
          page.get("next") instanceof JsonString next && !list.isEmpty() ? next.getString() : "";
    } while (left > 0 && !cursor.isEmpty());
    var whole = Json.createObjectBuilder(answer).add("events", events).build();
    return new History(new Node(node.kind(), whole));
  }

  private static String kindPath(Node node) {
    return node.kind().path(node.id());
  }

  /** When the state began, in milliseconds since 1970. */
  OptionalLong since() {
    return node.json().get("since") instanceof JsonNumber at
        ? OptionalLong.of(at.longValue())
        : OptionalLong.empty();
  }

  /** The newest first. */
  List<Event> events() {
    return node.json().getJsonArray("events").stream()
        .filter(JsonObject.class::isInstance)
        .map(event -> new Event(event.asJsonObject()))
        .toList();
  }

  /**
   * What happened to a node.
   *
   * @param json the answer
   */
  record Event(JsonObject json) {
    long at() {
      return json.get("at") instanceof JsonNumber at ? at.longValue() : 0;
    }

    String text(String member) {
      return json.get(member) instanceof JsonString text ? text.getString() : "";
    }
  }
}
