package uk.org.rmatool.worker.launcher;

import java.time.Duration;
import java.util.Locale;
import uk.org.rmatool.worker.recipes.Recipe;

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
    /** Works, but lacks something that it says itself, and is not called until it has it. */
    IMPAIRED,
    /** Failed and is being started again. */
    RESTARTING,
    /** Failed again and again; tried at long pauses. */
    FAILED,
    /** Ended because it is no longer wanted here. */
    STOPPED,
    /** Does not run while the owner wants the machine for something else. */
    PAUSED,
    /** Cannot be run here. */
    UNSUPPORTED
  }

  static ServiceState of(Phase phase) {
    return new ServiceState(phase, "");
  }

  /** The same, saying how long it has been starting, and why again if that is so. */
  ServiceState starting(Recipe.Health health, Duration since) {
    var word = health.starting().isEmpty() ? "" : health.starting() + ", ";
    var why = detail.isEmpty() ? "" : ", because it " + detail;
    return new ServiceState(
        phase,
        "%s%d s of at most %d s%s"
            .formatted(word, since.toSeconds(), health.startTimeout().toSeconds(), why));
  }

  /** Whether this is a state that lasts: it runs, or it does not and says why. */
  public boolean settled() {
    return switch (phase) {
      case STARTING, RESTARTING -> false;
      case RUNNING, IMPAIRED, FAILED, STOPPED, PAUSED, UNSUPPORTED -> true;
    };
  }

  /** As coordinators are told: <code>running</code>, or <code>failed: </code> with the reason. */
  public String text() {
    return phase == Phase.RUNNING ? "running" : describe();
  }

  /** The same with whatever there is to explain. */
  public String describe() {
    var name = phase.name().toLowerCase(Locale.ROOT);
    var text = detail.isEmpty() ? name : name + ": " + detail;
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
  }
}
