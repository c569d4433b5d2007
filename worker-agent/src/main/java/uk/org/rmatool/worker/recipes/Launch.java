package uk.org.rmatool.worker.recipes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe with everything filled in, ready to be started.
 *
 * @param command program and arguments
 * @param environment variables beside those that every service gets
 * @param limits what it may take; of a container its engine sees to them
 * @param together what all services may take together, no less than that
 * @param container what runs it, if it is a container
 */
public record Launch(
    List<String> command,
    Map<String, String> environment,
    Recipe.Limits limits,
    Recipe.Limits together,
    Optional<Container> container) {

  /**
   * A container, which outlives the command that started it.
   *
   * @param engine the program
   * @param name the container's, always the same for this worker and service
   */
  public record Container(String engine, String name) {
    /** Ends and removes it, and says nothing where there is none. */
    public List<String> removal() {
      return List.of(engine, "rm", "--force", name);
    }
  }

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
