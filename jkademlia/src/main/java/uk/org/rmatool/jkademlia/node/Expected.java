package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import uk.org.rmatool.jkademlia.message.MessageId;

/** Requests that somebody was asked to send here, known by their message ids. */
final class Expected {
  private static final int MOST = 100;

  private final Effects effects;
  private final Timers timers;
  private final Map<MessageId, Long> tickets = new HashMap<>();

  Expected(Effects effects, Timers timers) {
    this.effects = effects;
    this.timers = timers;
  }

  void await(long ticket, MessageId id, Duration patience, Instant now) {
    if (tickets.size() >= MOST) {
      effects.done(ticket, new Outcome.Refused("busy"));
      return;
    }
    tickets.put(id, ticket);
    timers.in(
        patience,
        now,
        later -> {
          if (tickets.remove(id, ticket)) {
            effects.done(ticket, new Outcome.Silent());
          }
        });
  }

  /** A request arrived, from whomever. */
  void heard(MessageId id, InetSocketAddress from) {
    var ticket = tickets.remove(id);
    if (ticket != null) {
      effects.done(ticket, new Outcome.Called(from));
    }
  }
}
