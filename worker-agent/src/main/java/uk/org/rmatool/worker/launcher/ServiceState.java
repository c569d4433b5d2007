package uk.org.rmatool.worker.launcher;

import java.util.Locale;

/**
 * How a service is.
 *
 * @param phase where it is in its life
 * @param detail why, in words; empty while there is nothing to explain
 */
public record ServiceState(Phase phase, String detail) {
  /** Coordinators take at most 500 characters for a service's state. */
  private static final int MAX_TEXT = 480;

  /** Where a service is in its life. */
  public enum Phase {
    /** Started for the first time, not known to work yet. */
    STARTING,
    /** Works and can be called. */
    RUNNING,
    /** Failed and is being started again. */
    RESTARTING,
    /** Failed again and again; tried at long pauses. */
    FAILED,
    /** Ended because it is no longer wanted here. */
    STOPPED,
    /** Cannot be run here. */
    UNSUPPORTED
  }

  static ServiceState of(Phase phase) {
    return new ServiceState(phase, "");
  }

  /** Whether this is a state that lasts: it runs, or it does not and says why. */
  public boolean settled() {
    return switch (phase) {
      case STARTING, RESTARTING -> false;
      case RUNNING, FAILED, STOPPED, UNSUPPORTED -> true;
    };
  }

  /** As coordinators are told: <code>running</code>, or <code>failed: </code> with the reason. */
  public String text() {
    var name = phase.name().toLowerCase(Locale.ROOT);
    var text = detail.isEmpty() ? name : name + ": " + detail;
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
  }
}
