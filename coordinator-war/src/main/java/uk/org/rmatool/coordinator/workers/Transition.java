package uk.org.rmatool.coordinator.workers;

import java.util.Locale;

/** What can happen to a worker, or to the registry itself; each is a row of the history. */
enum Transition {
  REGISTERED,
  REREGISTERED,
  REASSIGNED,
  SERVICE_TROUBLE,
  SERVICE_WELL,
  RENEWED_BY_PING,
  RENEWED_BY_HEARTBEAT,
  DEGRADED,
  RECOVERED,
  SUSPECTED,
  TRUSTED,
  HELD_BACK,
  LET_GO,
  EXPIRED,
  DEREGISTERED,
  RELEASED,
  GUARD_ENTERED,
  GUARD_LEFT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
