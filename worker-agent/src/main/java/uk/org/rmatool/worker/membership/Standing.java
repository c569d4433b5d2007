package uk.org.rmatool.worker.membership;

import java.util.List;

/** Whether a coordinator counts on this worker. */
public sealed interface Standing {
  /**
   * A coordinator has acknowledged it.
   *
   * @param services the services that it was given
   */
  record Registered(List<String> services) implements Standing {
    public Registered {
      services = List.copyOf(services);
    }
  }

  /**
   * No coordinator counts on it now.
   *
   * @param reason why, in half a sentence
   */
  record Unregistered(String reason) implements Standing {}
}
