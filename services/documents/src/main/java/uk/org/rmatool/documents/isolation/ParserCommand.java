package uk.org.rmatool.documents.isolation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.org.rmatool.documents.parser.ParserMain;
import uk.org.rmatool.service.work.Confinement;

/**
 * How a parser process is started: this program's own Java and class path, little memory, a nearly
 * empty environment.
 *
 * @param confinement what goes before the command line
 * @param heapMegabytes how much heap the process may use
 */
public record ParserCommand(Confinement confinement, int heapMegabytes) {
  /** The exit status of a JVM that ran out of memory, under the option given below. */
  static final int OUT_OF_MEMORY = 3;

  Process start(Path scratch, Path fontCache) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-Xms16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxMetaspaceSize=192m",
            "-XX:MaxDirectMemorySize=32m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + scratch,
            "-Duser.home=" + scratch,
            "-Dpdfbox.fontcache=" + fontCache,
            "-cp",
            absoluteClassPath(),
            ParserMain.class.getName());
    return confinement
        .child(command, scratch)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String absoluteClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
