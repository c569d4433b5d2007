package uk.org.rmatool.documents.isolation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH");

  Process start(Path scratch, Path fontCache) throws IOException {
    var command = new ArrayList<>(confinement.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
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
            ParserMain.class.getName()));
    var builder =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    restrict(builder.environment(), scratch);
    return builder.start();
  }

  private static void restrict(Map<String, String> environment, Path scratch) {
    var kept = new TreeMap<>(environment);
    kept.keySet().retainAll(INHERITED);
    environment.clear();
    environment.putAll(kept);
    environment.put("HOME", scratch.toString());
    environment.put("TMPDIR", scratch.toString());
    environment.put("OMP_THREAD_LIMIT", "1"); // tesseract is faster so, and leaves CPU to others
  }

  private static String absoluteClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
