package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.HomeLock;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.servers.Ports;

/** {@code rma up}. */
@Command(
    name = "up",
    description =
        "Start the database, a router, a coordinator and a worker, and keep them running.%n"
            + "Ctrl-C stops everything.")
public final class UpCommand implements Callable<Integer> {
  @Mixin PlaceOptions place = new PlaceOptions();

  @Option(
      names = {"-d", "--detach"},
      description = "return when everything is ready, and keep it running in the background")
  boolean detach;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      defaultValue = "${env:RMA_PORT_OFFSET:-0}",
      description = "add N to every port; RMA_PORT_OFFSET works too (default: 0)")
  int portOffset;

  /** Set on the background process of {@code --detach}: its output is the log file already. */
  @Option(names = Detached.BACKGROUND_OPTION, hidden = true)
  boolean background;

  @Override
  public Integer call() throws Exception {
    var ports = new Ports(portOffset);
    var home = place.home();
    home.prepare();
    if (detach) {
      requireNobody(home);
      return new Detached(place.checkout(), home, portOffset).start();
    }
    var lock = HomeLock.take(home).orElseThrow(() -> alreadyRunning(home));
    try {
      return supervise(home, ports);
    } finally {
      lock.close();
    }
  }

  private int supervise(Home home, Ports ports) throws Exception {
    OwnClasses.load();
    var progress = progress(home);
    var platform = new Platform(place.checkout(), home, ports, progress);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform, stopped), "stop"));
    try {
      platform.start();
    } catch (Exception e) {
      if (platform.stopRequested()) {
        stopped.await();
        return Failure.FAILED;
      }
      platform.stop();
      platform.failed(Failure.describe(e));
      throw e;
    }
    // The shutdown hook is the only way out: a signal runs it, and the JVM ends when it has.
    stopped.await();
    return 0;
  }

  private static void stop(Platform platform, CountDownLatch stopped) {
    try {
      platform.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private Progress progress(Home home) throws IOException {
    if (background) {
      return new Progress(List.of(System.out));
    }
    var log =
        new PrintStream(
            Files.newOutputStream(
                home.log("up"), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8);
    return new Progress(List.of(System.out, log));
  }

  private static void requireNobody(Home home) throws IOException {
    HomeLock.take(home).orElseThrow(() -> alreadyRunning(home)).close();
  }

  private static Failure alreadyRunning(Home home) {
    String pid;
    try {
      pid =
          new RunFile(home)
              .read()
              .filter(RunState::supervised)
              .map(state -> " (pid " + state.supervisor().pid() + ")")
              .orElse("");
    } catch (IOException e) {
      pid = "";
    }
    return new Failure("already running" + pid + "; see ./rma status or stop it with ./rma down");
  }
}
