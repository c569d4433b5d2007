package uk.org.rmatool.router.history;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;

/**
 * A worker's event as its coordinator tells it.
 *
 * @param sequence its place in the stream; grows
 * @param eventId its number at the coordinator, if it says
 * @param services the worker's services then, a JSON list
 * @param intent what was decided about the worker after it, if it says
 */
public record ToldEvent(
    long sequence,
    OptionalLong eventId,
    NodeId worker,
    Instant at,
    String transition,
    String reason,
    Optional<String> tunnelUrl,
    Optional<String> workerType,
    String services,
    long homeEpoch,
    Optional<JsonObject> intent) {

  private static final int MAX_EVENTS = 500;
  private static final int MAX_SERVICES = 1_000;
  private static final int MAX_TRANSITION = 32;
  private static final int MAX_TYPE = 16;
  private static final int MAX_REASON = 500;
  private static final double LATEST = 9e15;

  /**
   * Reads the member <code>events</code>.
   *
   * @throws PlatformException 413 when they are more than 500, 422 with every field that is wrong
   */
  public static List<ToldEvent> parse(JsonFields body) {
    var events = new ArrayList<ToldEvent>();
    var list = body.objects("events", MAX_EVENTS);
    for (int i = 0; i < list.size(); i++) {
      events.add(read(new JsonFields(list.get(i)), body, "events.%d".formatted(i)));
    }
    return events;
  }

  private static ToldEvent read(JsonFields event, JsonFields body, String where) {
    var id = event.requiredText("worker_id", NodeId.MAX_LENGTH);
    var told =
        new ToldEvent(
            number(event, "sequence", body, where).orElse(0),
            number(event, "event_id"),
            nodeId(id, body, where),
            Instant.ofEpochMilli(number(event, "at", body, where).orElse(0)),
            event.requiredText("transition", MAX_TRANSITION),
            cut(event.text("reason", AnnouncedAddress.MAX_LENGTH).orElse("")),
            event.text("tunnel_url", AnnouncedAddress.MAX_LENGTH),
            event.text("worker_type", MAX_TYPE),
            services(event),
            number(event, "home_epoch").orElse(0),
            event.object("intent"));
    try {
      event.check();
    } catch (PlatformException e) {
      e.problem()
          .errors()
          .forEach(error -> body.refuse(where + "." + error.field(), error.message()));
    }
    return told;
  }

  private static String services(JsonFields event) {
    return Json.createArrayBuilder(event.texts("services", MAX_SERVICES, NodeId.MAX_LENGTH))
        .build()
        .toString();
  }

  private static OptionalLong number(JsonFields event, String name) {
    var number = event.number(name, 0, LATEST);
    return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
  }

  private static OptionalLong number(JsonFields event, String name, JsonFields body, String where) {
    var number = number(event, name);
    if (number.isEmpty()) {
      body.refuse(where + "." + name, "is required and must be a number.");
    }
    return number;
  }

  private static NodeId nodeId(String text, JsonFields body, String where) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      body.refuse(where + ".worker_id", e.getMessage() + ".");
      return new NodeId("refused");
    }
  }

  private static String cut(String reason) {
    return reason.substring(0, Math.min(reason.length(), MAX_REASON));
  }
}
