package uk.org.rmatool.coordinator.workers;

import java.util.Locale;

/** What can happen to a worker; each is a row of its history. */
enum Transition {
  REGISTERED,
  REREGISTERED,
  DEGRADED,
  RECOVERED,
  EXPIRED,
  DEREGISTERED,
  RELEASED;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
