package uk.org.rmatool.worker.recipes;

import java.util.List;
import java.util.Map;

/**
 * A recipe with everything filled in, ready to be started.
 *
 * @param command program and arguments
 * @param environment variables beside those that every service gets
 */
public record Launch(List<String> command, Map<String, String> environment) {
  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
