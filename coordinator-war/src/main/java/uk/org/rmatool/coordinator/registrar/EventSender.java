package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Puts events into what the router is told. Whatever is wrong with them, heartbeats go on: while
 * the database is away there are none, and those that a router refuses wait.
 */
@Component
class EventSender {
  private static final Logger LOG = System.getLogger(EventSender.class.getName());
  private static final int MOST = 500;
  private static final int MOST_BYTES = 128 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private final Outbox outbox;
  private final Clock clock;

  private int most = MOST;
  private Instant notBefore = Instant.MIN;
  private Optional<String> stream = Optional.empty();
  private List<ToldEvent> batch = List.of();

  @Inject
  EventSender(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Reads what is to be told; gives whether there is anything. */
  boolean load() {
    batch = List.of();
    if (clock.instant().isBefore(notBefore)) {
      return false;
    }
    try {
      if (stream.isEmpty()) {
        stream = Optional.of(outbox.stream());
      }
      batch = withinBytes(outbox.unconfirmed(most));
    } catch (SQLException e) {
      waiting(e);
    }
    return !batch.isEmpty();
  }

  private static List<ToldEvent> withinBytes(List<ToldEvent> events) {
    var fitting = new ArrayList<ToldEvent>();
    long bytes = 0;
    for (var event : events) {
      bytes += event.json().toString().getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MOST_BYTES && !fitting.isEmpty()) {
        break;
      }
      fitting.add(event);
    }
    return fitting;
  }

  void addTo(JsonObjectBuilder body) {
    stream.ifPresent(name -> body.add("stream", name));
    if (!batch.isEmpty()) {
      var events = Json.createArrayBuilder();
      batch.forEach(event -> events.add(event.json()));
      body.add("events", events);
    }
  }

  /** The router answered; what it has is not told again. */
  void accept(JsonObject answer) {
    if (!batch.isEmpty() && answer.get("events_confirmed") instanceof JsonNumber number) {
      try {
        var last = Outbox.confirmed(batch, number.longValue());
        if (last.isPresent()) {
          outbox.confirm(last.get());
          most = MOST;
        }
      } catch (SQLException e) {
        waiting(e); // they are told again, and kept once
      }
    }
    batch = List.of();
  }

  /**
   * The router refused the call.
   *
   * @return whether it is worth telling the same without these events
   */
  boolean refused(int status) {
    if (batch.isEmpty() || (status != 413 && status != 422)) {
      return false;
    }
    LOG.log(
        Level.WARNING,
        () ->
            "The router refuses events; they wait. status=%d events=%d first=%s"
                .formatted(status, batch.size(), batch.getFirst().json()));
    if (status == 413 && batch.size() > 1) {
      most = batch.size() / 2;
    } else {
      notBefore = clock.instant().plus(REFUSED);
    }
    batch = List.of();
    return true;
  }

  private void waiting(SQLException e) {
    notBefore = clock.instant().plus(PATIENCE);
    if (!DatabaseAway.causes(e)) {
      LOG.log(Level.ERROR, "The events for the router cannot be read.", e);
    }
  }
}
