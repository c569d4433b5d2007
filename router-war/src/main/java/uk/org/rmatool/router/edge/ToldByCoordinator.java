package uk.org.rmatool.router.edge;

import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.ToldEvent;
import uk.org.rmatool.router.history.ToldEvents;
import uk.org.rmatool.router.homes.WorkerIntents;

/** Keeps the events that come with coordinators' registrations and heartbeats. */
@Component
public class ToldByCoordinator {
  private static final int MAX_STREAM = 64;

  private final ToldEvents events;
  private final WorkerIntents intents;

  /**
   * What a coordinator tells.
   *
   * @param stream the name of its events' order; without one it tells none
   */
  record Told(Optional<String> stream, List<ToldEvent> events) {}

  @Inject
  ToldByCoordinator(ToldEvents events, WorkerIntents intents) {
    this.events = events;
    this.intents = intents;
  }

  /** The coordinator tells what it was told by this router. */
  private boolean isDecidedHere(ToldEvent event) {
    return event.intent().filter(intent -> intents.isInForce(event.worker(), intent)).isPresent();
  }

  /** Without <code>stream</code>, what is called <code>events</code> is something else. */
  static Told parse(JsonFields fields) {
    var stream = fields.text("stream", MAX_STREAM).filter(name -> !name.isBlank());
    return new Told(stream, stream.isPresent() ? ToldEvent.parse(fields) : List.of());
  }

  /**
   * Keeps them and confirms what is kept. While the database is away nothing is confirmed and they
   * come again; the lease is renewed all the same.
   */
  void keep(NodeId coordinator, Told told, JsonObjectBuilder answer) {
    if (told.stream().isEmpty()) {
      return;
    }
    try {
      var stream = told.stream().get();
      answer.add(
          "events_confirmed", events.keep(coordinator, stream, told.events(), this::isDecidedHere));
      for (var event : told.events()) {
        event.intent().ifPresent(intent -> intents.hear(coordinator, event.worker(), intent));
      }
    } catch (PlatformException e) {
      if (!DatabaseAway.causes(e)) {
        throw e;
      }
    }
  }
}
