package uk.org.rmatool.cli.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A built checkout whose Liberty is {@link StandInServer}. */
public final class StandInCheckout {
  private StandInCheckout() {}

  /** Lays it out in an empty folder. */
  public static Path create(Path root) throws IOException {
    for (var file :
        List.of(
            "router-war/target/router.war",
            "coordinator-war/target/coordinator.war",
            "worker-ear/target/worker.ear",
            "edge-war/target/edge.war",
            "services/documents/target/rma-documents.jar",
            "src/main/liberty/common.xml",
            "src/main/liberty/router/server.xml",
            "src/main/liberty/router/jvm.options",
            "src/main/liberty/coordinator/server.xml",
            "src/main/liberty/worker/server.xml",
            "src/main/liberty/edge/server.xml")) {
      write(root.resolve(file), file);
    }
    var server = root.resolve("target/liberty/wlp/bin/server");
    write(
        server,
        """
        #!/bin/sh
        # The real one becomes the JVM, too.
        [ "$1" = run ] || exit 2
        exec "$JAVA_HOME/bin/java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
          -Dhome="$WLP_USER_DIR" -cp '%s' uk.org.rmatool.cli.standin.StandInServer "$2"
        """
            .formatted(testClasses()));
    Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwxr-xr-x"));
    return root;
  }

  private static Path testClasses() {
    var source = StandInServer.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(source.getPath());
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
