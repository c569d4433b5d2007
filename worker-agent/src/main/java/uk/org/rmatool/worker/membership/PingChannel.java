package uk.org.rmatool.worker.membership;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether pings renew this worker's lease. They do while they are answered by the node that was
 * told, which has this worker's presence. One that is not answered is repeated; after a second one
 * heartbeats are what renews, until a ping is answered again. Used by one thread.
 */
final class PingChannel {
  /**
   * So often the presence, which holds for ten minutes, is given anew: early enough for several
   * attempts, and no earlier, since it costs its coordinator as much as ten pings.
   */
  static final Duration PRESENCE = Duration.ofMinutes(7);

  private final Clock clock;
  private final Line line;
  private @Nullable PingTarget target;
  private Instant given = Instant.MIN;
  private boolean held;
  private boolean missed;

  /** What pings go through. */
  interface Line {
    /** Gives the node this worker's presence; whether it keeps it. */
    boolean give(PingTarget target);

    /** Whether this very node answers. */
    boolean ping(PingTarget target);
  }

  /** How an attempt to renew ended. */
  enum Renewal {
    /** The lease is renewed. */
    DONE,
    /** It was renewed by pings so far: once more, soon. */
    MISSED,
    /** Not by pings. */
    FAILED
  }

  PingChannel(Clock clock, Line line) {
    this.clock = clock;
    this.line = line;
  }

  /** An answer tells where to ping, or that pings renew nothing. */
  void told(Optional<PingTarget> told, boolean presenceSeen) {
    var before = target;
    if (held && before != null && told.filter(before::isAtTheSamePlace).isPresent()) {
      if (!presenceSeen) {
        given = Instant.MIN;
      }
      return; // another replica may have answered than the one that is pinged
    }
    target = told.orElse(null);
    held = false;
    missed = false;
    given = Instant.MIN;
  }

  /** Whether the last answer to a ping counts still. */
  boolean isHeld() {
    return held;
  }

  Renewal renew() {
    var to = target;
    if (to == null) {
      return Renewal.FAILED;
    }
    if (answered(to)) {
      held = true;
      missed = false;
      return Renewal.DONE;
    }
    given = Instant.MIN; // it may have lost what it had
    if (held && !missed) {
      missed = true;
      return Renewal.MISSED;
    }
    held = false;
    missed = false;
    return Renewal.FAILED;
  }

  private boolean answered(PingTarget to) {
    var now = clock.instant();
    if (given.equals(Instant.MIN) || !given.plus(PRESENCE).isAfter(now)) {
      if (!line.give(to)) {
        return false;
      }
      given = now;
    }
    return line.ping(to);
  }
}
