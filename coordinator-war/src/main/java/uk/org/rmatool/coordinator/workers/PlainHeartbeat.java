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
      try (var json = parser(text)) {
        return new Reading(json).run();
      }
    } catch (CharacterCodingException | RuntimeException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  private static JsonParser parser(CharBuffer text) {
    return Json.createParser(
        new CharArrayReader(text.array(), text.arrayOffset() + text.position(), text.remaining()));
  }

  /** Something that only the long way can judge. */
  private static final class NotPlain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPlain() {
      super("", null, false, false);
    }
  }

  private static final class Reading {
    private static final String HEALTHY = "healthy";

    private final JsonParser json;
    private String worker = "";
    private String status = HEALTHY;
    private double currentLoad;
    private Optional<String> availableMemory = Optional.empty();
    private List<String> loadedModels = List.of();
    private int activeRequests;
    private double gpuUtilization;
    private Map<String, String> servicesStatus = Map.of();
    private Map<String, String> serviceAddresses = Map.of();
    private Optional<String> specialization = Optional.empty();

    Reading(JsonParser json) {
      this.json = json;
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
              serviceAddresses,
              specialization);
      return Optional.of(new PlainHeartbeat(new NodeId(worker), heartbeat));
    }

    private void member(String name) {
      var value = json.next();
      if (value == Event.VALUE_NULL) {
        require(isUnsaid(name)); // the same as absent, unless it was there before
        return;
      }
      switch (name) {
        case "worker_id" -> worker = text(value, NodeId.MAX_LENGTH);
        case "status" -> status = text(value, Heartbeat.MAX_TEXT);
        case "current_load" -> currentLoad = number(value, Heartbeat.MAX_LOAD);
        case "available_memory" -> availableMemory = Optional.of(text(value, Heartbeat.MAX_TEXT));
        case "loaded_models" -> loadedModels = texts(value);
        case "active_requests" -> activeRequests = whole(value);
        case "gpu_utilization" -> gpuUtilization = number(value, Heartbeat.MAX_LOAD);
        case "services_status" -> servicesStatus = textMap(value);
        case "service_addresses" -> serviceAddresses = textMap(value);
        case "specialization" -> specialization = Optional.of(text(value, Heartbeat.MAX_TEXT));
        // Passed over, as nobody knows it. Parsson never ends skipping a list that is cut off.
        default -> require(value != Event.START_OBJECT && value != Event.START_ARRAY);
      }
    }

    private boolean isUnsaid(String name) {
      return switch (name) {
        case "worker_id" -> worker.isEmpty();
        case "status" -> status.equals(HEALTHY);
        case "current_load" -> currentLoad == 0;
        case "available_memory" -> availableMemory.isEmpty();
        case "loaded_models" -> loadedModels.isEmpty();
        case "active_requests" -> activeRequests == 0;
        case "gpu_utilization" -> gpuUtilization == 0;
        case "services_status" -> servicesStatus.isEmpty();
        case "service_addresses" -> serviceAddresses.isEmpty();
        case "specialization" -> specialization.isEmpty();
        default -> true;
      };
    }

    private String text(Event value, int max) {
      require(value == Event.VALUE_STRING);
      return checked(json.getString(), max);
    }

    private static String checked(String text, int max) {
      require(text.length() <= max && text.indexOf('\0') < 0);
      return text;
    }

    private double number(Event value, double max) {
      require(value == Event.VALUE_NUMBER);
      var text = json.getString();
      require(text.length() <= MAX_DIGITS);
      var number = Double.parseDouble(text);
      require(number >= 0 && number <= max);
      return number;
    }

    private int whole(Event value) {
      var number = number(value, Integer.MAX_VALUE);
      require(number == Math.rint(number));
      return (int) number;
    }

    private List<String> texts(Event value) {
      require(value == Event.START_ARRAY);
      var texts = new ArrayList<String>();
      for (var event = json.next(); event != Event.END_ARRAY; event = json.next()) {
        require(event == Event.VALUE_STRING && texts.size() < Heartbeat.MAX_ITEMS);
        texts.add(checked(json.getString(), Heartbeat.MAX_TEXT));
      }
      return texts;
    }

    private Map<String, String> textMap(Event value) {
      require(value == Event.START_OBJECT);
      var texts = new HashMap<String, String>();
      for (var event = json.next(); event != Event.END_OBJECT; event = json.next()) {
        require(event == Event.KEY_NAME && texts.size() < Heartbeat.MAX_ITEMS);
        var key = checked(json.getString(), Heartbeat.MAX_TEXT);
        texts.put(key, text(json.next(), Heartbeat.MAX_TEXT));
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
