package uk.org.rmatool.cli.up;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.process.Launcher;

/**
 * {@code rma up --detach}: the same command again in a session of its own, writing to the log; we
 * show what it writes until it is ready or has ended.
 */
final class Detached {
  static final String BACKGROUND_OPTION = "--background";

  private static final Duration POLL = Duration.ofMillis(100);

  private final Checkout checkout;
  private final Home home;
  private final int portOffset;

  Detached(Checkout checkout, Home home, int portOffset) {
    this.checkout = checkout;
    this.home = home;
    this.portOffset = portOffset;
  }

  /**
   * Returns 0 when the background process says that all is ready, its own exit status otherwise.
   */
  int start() throws IOException, InterruptedException {
    var log = home.log("up");
    var shown = LogTail.size(log);
    var process =
        new ProcessBuilder(command())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    var abandon = new Thread(process::destroy, "abandon");
    Runtime.getRuntime().addShutdownHook(abandon);
    var ready = false;
    var ended = false;
    while (!ready && !ended) {
      ended = process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      ready = !ended && ready(process.pid());
      shown = show(log, shown);
    }
    if (ready) {
      Runtime.getRuntime().removeShutdownHook(abandon);
      System.out.println("It runs in the background: ./rma status, ./rma logs, ./rma down");
      return 0;
    }
    return process.exitValue() == 0 ? Failure.FAILED : process.exitValue();
  }

  private boolean ready(long pid) throws IOException {
    return new RunFile(home)
        .read()
        .filter(state -> state.supervisor().pid() == pid)
        .map(RunState::phase)
        .filter(Phase.READY::equals)
        .isPresent();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Launcher.works("setsid", "true") ? "setsid" : "nohup");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Drma.root=" + checkout.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("uk.org.rmatool.cli.Rma", "up", BACKGROUND_OPTION));
    command.addAll(List.of("--home", home.folder().toString()));
    command.addAll(List.of("--port-offset", Integer.toString(portOffset)));
    return command;
  }

  /** Copies what was written since; returns how far the log has been shown. */
  private static long show(Path log, long from) throws IOException {
    if (!Files.exists(log)) {
      return from;
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() <= from) {
        return from;
      }
      var bytes = new byte[(int) Math.min(file.length() - from, 1 << 20)];
      file.seek(from);
      file.readFully(bytes);
      System.out.write(bytes);
      System.out.flush();
      return from + bytes.length;
    }
  }
}
