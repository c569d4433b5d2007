package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.platform.wiring.Component;

/** Finds programs on the search path. */
@Component
public class Commands {
  private final String path;
  private final List<Path> folders;

  @Inject
  public Commands(HardwareConfig config) {
    this.path = config.searchPath();
    this.folders =
        Arrays.stream(config.searchPath().split(Pattern.quote(File.pathSeparator)))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .toList();
  }

  /** The folders in which programs are looked for, as a PATH. */
  public String path() {
    return path;
  }

  /** Where the program is; empty when it is not there or may not be run. */
  public Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
