package uk.org.rmatool.worker.launcher;

import java.nio.file.Path;
import java.util.List;

/** A worker's launcher in a process of its own, to be killed by a test. */
public final class LauncherMain {
  private LauncherMain() {}

  /** Runs the service of a folder's recipe until killed. */
  public static void main(String[] arguments) throws InterruptedException {
    var launcher = TestLauncher.in(Path.of(arguments[0]));
    launcher.assign(List.of(arguments[1]));
    Thread.currentThread().join();
  }
}
