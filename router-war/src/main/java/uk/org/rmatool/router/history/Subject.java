package uk.org.rmatool.router.history;

import java.util.Locale;

/** What an event or a decision is about. */
public enum Subject {
  COORDINATOR,
  WORKER;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
