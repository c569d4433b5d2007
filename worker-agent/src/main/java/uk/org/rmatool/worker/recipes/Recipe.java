package uk.org.rmatool.worker.recipes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one service is run; placeholders are filled in for each start.
 *
 * @param service its name in the catalogue
 * @param needs what the machine must have
 * @param command program and arguments
 * @param environment variables beside those that every service gets
 * @param health how to tell that it works
 * @param grace time between asking it to end and ending it
 * @param jobTypes broadcast jobs that it takes
 */
public record Recipe(
    String service,
    Needs needs,
    List<String> command,
    Map<String, String> environment,
    Health health,
    Duration grace,
    Set<String> jobTypes) {

  /**
   * How to tell that a service works.
   *
   * @param path path that answers 2xx; empty when an open port is enough
   * @param startTimeout time until it must work
   * @param interval pause between two probes
   */
  public record Health(Optional<String> path, Duration startTimeout, Duration interval) {}

  public Recipe {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    jobTypes = Set.copyOf(jobTypes);
  }
}
