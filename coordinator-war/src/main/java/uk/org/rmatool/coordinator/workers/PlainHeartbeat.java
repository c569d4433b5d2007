package uk.org.rmatool.coordinator.workers;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.CharArrayReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;

/**
 * A heartbeat as nearly all are: the documented members with values of their types and within their
 * limits. Read in one pass; of anything else nothing is made, and {@link Heartbeat#read} judges it.
 *
 * @param worker whose
 * @param heartbeat what it says
 */
record PlainHeartbeat(NodeId worker, Heartbeat heartbeat) {
  private static final int MAX_DIGITS = 15;

  /** Reads a whole body; empty when it is not of the plain kind. */
  static Optional<PlainHeartbeat> read(byte[] body) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return new Reading(text).run();
    } catch (CharacterCodingException | RuntimeException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** Something that only the long way can judge. */
  private static final class NotPlain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPlain() {
      super("", null, false, false);
    }
  }

  private static final class Reading {
    private final JsonParser json;
    private String worker = "";
    private String status = "healthy";
    private double currentLoad;
    private Optional<String> availableMemory = Optional.empty();
    private List<String> loadedModels = List.of();
    private int activeRequests;
    private double gpuUtilization;
    private Map<String, String> servicesStatus = Map.of();
    private Optional<String> specialization = Optional.empty();

    Reading(CharBuffer text) {
      json =
          Json.createParser(
              new CharArrayReader(
                  text.array(), text.arrayOffset() + text.position(), text.remaining()));
    }

    Optional<PlainHeartbeat> run() {
      require(json.next() == Event.START_OBJECT);
      while (json.next() == Event.KEY_NAME) {
        member(json.getString());
      }
      require(!json.hasNext());
      var heartbeat =
          new Heartbeat(
              status,
              currentLoad,
              availableMemory,
              loadedModels,
              activeRequests,
              gpuUtilization,
              servicesStatus,
              specialization);
      return Optional.of(new PlainHeartbeat(new NodeId(worker), heartbeat));
    }

    private void member(String name) {
      switch (name) {
        case "worker_id" -> worker = text(NodeId.MAX_LENGTH);
        case "status" -> status = text(Heartbeat.MAX_TEXT);
        case "current_load" -> currentLoad = number(Heartbeat.MAX_LOAD);
        case "available_memory" -> availableMemory = Optional.of(text(Heartbeat.MAX_TEXT));
        case "loaded_models" -> loadedModels = texts();
        case "active_requests" -> activeRequests = whole();
        case "gpu_utilization" -> gpuUtilization = number(Heartbeat.MAX_LOAD);
        case "services_status" -> servicesStatus = textMap();
        case "specialization" -> specialization = Optional.of(text(Heartbeat.MAX_TEXT));
        default -> skip();
      }
    }

    /**
     * Passes over a member that nobody knows. Parsson never ends skipping a list that is cut off.
     */
    private void skip() {
      var event = json.next();
      require(event != Event.START_OBJECT && event != Event.START_ARRAY);
    }

    private String text(int max) {
      require(json.next() == Event.VALUE_STRING);
      return checked(json.getString(), max);
    }

    private static String checked(String text, int max) {
      require(text.length() <= max && text.indexOf('\0') < 0);
      return text;
    }

    private double number(double max) {
      require(json.next() == Event.VALUE_NUMBER);
      var text = json.getString();
      require(text.length() <= MAX_DIGITS);
      var number = Double.parseDouble(text);
      require(number >= 0 && number <= max);
      return number;
    }

    private int whole() {
      var number = number(Integer.MAX_VALUE);
      require(number == Math.rint(number));
      return (int) number;
    }

    private List<String> texts() {
      require(json.next() == Event.START_ARRAY);
      var texts = new ArrayList<String>();
      for (var event = json.next(); event != Event.END_ARRAY; event = json.next()) {
        require(event == Event.VALUE_STRING && texts.size() < Heartbeat.MAX_ITEMS);
        texts.add(checked(json.getString(), Heartbeat.MAX_TEXT));
      }
      return texts;
    }

    private Map<String, String> textMap() {
      require(json.next() == Event.START_OBJECT);
      var texts = new HashMap<String, String>();
      for (var event = json.next(); event != Event.END_OBJECT; event = json.next()) {
        require(event == Event.KEY_NAME && texts.size() < Heartbeat.MAX_ITEMS);
        var key = checked(json.getString(), Heartbeat.MAX_TEXT);
        texts.put(key, text(Heartbeat.MAX_TEXT));
      }
      return texts;
    }

    private static void require(boolean plain) {
      if (!plain) {
        throw new NotPlain();
      }
    }
  }
}
