package uk.org.rmatool.router.history;

import java.util.Locale;
import uk.org.rmatool.api.NodeId;

/** What an event or a decision is about. */
public enum Subject {
  COORDINATOR,
  WORKER,
  /** The registry itself, named by what it is of. */
  REGISTRY;

  /** The registry of coordinators. */
  public static final NodeId COORDINATORS = new NodeId("coordinators");

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
