package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs in a folder of the PATH, most of which run a class of the tests. */
final class StandIns {
  private StandIns() {}

  /**
   * Makes one that leaves its arguments beside it.
   *
   * @param arguments of the class, as the shell reads them
   */
  static void put(Path bin, String program, Class<?> main, String arguments) throws IOException {
    var script =
        """
        echo "$*" > '%s'
        %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s %s
        """
            .formatted(
                bin.resolve(program + ".arguments"),
                System.getProperty("java.home") + "/bin/java",
                Path.of("target/test-classes").toAbsolutePath(),
                main.getName(),
                arguments);
    script(bin, program, script);
  }

  /** Makes one that does what a script of the shell says. */
  static void script(Path bin, String program, String script) throws IOException {
    var file = Files.writeString(bin.resolve(program), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
