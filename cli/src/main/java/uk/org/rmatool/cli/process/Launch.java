package uk.org.rmatool.cli.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start one process.
 *
 * @param command program and arguments
 * @param environment what is set on top of our own environment
 * @param withheld prefixes of variables of our own environment that the process must not see
 * @param directory its working directory
 * @param log the file that gets its standard output and error
 * @param signal what it gets when its starter is gone, and first when it is to stop
 */
public record Launch(
    List<String> command,
    Map<String, String> environment,
    List<String> withheld,
    Path directory,
    Path log,
    Signal signal) {
  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    withheld = List.copyOf(withheld);
  }
}
