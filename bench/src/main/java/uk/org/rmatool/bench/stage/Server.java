package uk.org.rmatool.bench.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;

/** A running router or coordinator. */
public final class Server {
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final int LAST_LINES = 3;
  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

  private final Process process;
  private final int port;
  private final Database database;
  private final Path log;

  Server(Process process, Path log, int port, Database database) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.database = database;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** What callers name in {@code Host}. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  public URI url() {
    return URI.create("http://" + host());
  }

  public Database database() {
    return database;
  }

  public long pid() {
    return process.pid();
  }

  /** Throws a {@link Failure} with the end of its log if it has ended by itself. */
  public void requireRunning() throws IOException {
    if (!process.isAlive()) {
      var lines = Files.readAllLines(log);
      throw new Failure(
          "the server has ended: "
              + String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }
  }

  public long cpuMicros() {
    return Cpu.micros(process.pid());
  }

  /** Ends it as a power cut would ({@code kill -9}). */
  public void kill() {
    process.destroyForcibly();
  }

  void stop() throws InterruptedException {
    Stopping.stop(ProcessIdentity.of(process.toHandle()), Signal.TERM, STOP);
  }

  /** Bytes of the objects that can still be reached, counted after a full collection. */
  public long liveHeapBytes() throws IOException, InterruptedException {
    var histogram = classHistogram();
    var matcher = TOTAL.matcher(histogram);
    if (!matcher.find()) {
      throw new Failure("jcmd does not tell the heap: " + histogram);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Live objects by class, the classes that take most first. */
  public String classHistogram() throws IOException, InterruptedException {
    return jcmd("GC.class_histogram");
  }

  /** Starts a flight recording. */
  public void record() throws IOException, InterruptedException {
    jcmd(
        "JFR.start",
        "name=bench",
        "settings=profile",
        "jdk.CPUTimeSample#enabled=true",
        "jdk.CPUTimeSample#throttle=5ms");
  }

  /** Ends the flight recording and writes it to a file. */
  public void recorded(Path file) throws IOException, InterruptedException {
    jcmd("JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
  }

  private String jcmd(String... command) throws IOException, InterruptedException {
    var all = new ArrayList<String>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(Long.toString(process.pid()));
    all.addAll(List.of(command));
    var jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
    var output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new Failure("jcmd failed: " + output);
    }
    return output;
  }
}
