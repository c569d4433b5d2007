package uk.org.rmatool.worker.hardware;

import java.util.Locale;

/** What a worker is for; decides which tier of services it is given. */
public enum WorkerType {
  GPU,
  CPU,
  STORAGE,
  EDGE;

  /** The name that the API uses. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
