package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the platform under test was built, and where its homes are. */
public final class Checkout {
  private Checkout() {}

  static Path root() {
    return Path.of(System.getProperty("rma.checkout", "..")).toAbsolutePath().normalize();
  }

  /** The services that come with the platform. */
  public static Path services() {
    return root().resolve("services");
  }

  static Path home(String name) {
    return Path.of(System.getProperty("rma.homes", "target/homes"))
        .toAbsolutePath()
        .normalize()
        .resolve(name);
  }

  /** Removes a folder with everything in it. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
