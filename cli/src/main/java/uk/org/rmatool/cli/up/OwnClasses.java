package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/**
 * Loads every class of the command at once. A supervisor runs for days beside a checkout that is
 * being built: what it needs to stop must not be looked for in a jar that has been replaced.
 */
public final class OwnClasses {
  private static final String SUFFIX = ".class";

  private OwnClasses() {}

  /** Loads them; does nothing when the classes are not in a jar. */
  public static void load() {
    var source = OwnClasses.class.getProtectionDomain().getCodeSource();
    try {
      var place = Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(place)) {
        try (var jar = new JarFile(place.toFile())) {
          for (var entry : jar.stream().toList()) {
            load(entry.getName());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void load(String entry) throws ClassNotFoundException {
    if (entry.endsWith(SUFFIX) && !entry.endsWith("-info.class")) {
      var name = entry.substring(0, entry.length() - SUFFIX.length()).replace('/', '.');
      Class.forName(name, false, OwnClasses.class.getClassLoader());
    }
  }
}
