package uk.org.rmatool.cli.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import uk.org.rmatool.cli.console.Failure;

/**
 * The folder that one platform keeps everything in.
 *
 * @param folder absolute
 */
public record Home(Path folder) {
  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Console logs, one file a process, and Liberty's own logs in a folder a server. */
  public Path logs() {
    return folder.resolve("logs");
  }

  /**
   * The console log of {@code router}, {@code coordinator}, {@code worker}, {@code database} or
   * {@code up}.
   */
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** What {@code rma up} tells other commands; see {@link RunState}. */
  public Path runFile() {
    return folder.resolve("run.json");
  }

  /** Locked by the one supervisor. */
  public Path lockFile() {
    return folder.resolve("up.lock");
  }

  /** PostgreSQL's programs, data and port. */
  public Path postgres() {
    return folder.resolve("postgres");
  }

  /** Generated passwords, readable by the owner alone. */
  public Path secrets() {
    return folder.resolve("secrets");
  }

  /** Liberty's user directory. */
  public Path liberty() {
    return folder.resolve("liberty");
  }

  /** What a server keeps itself, such as its node key. */
  public Path state(String server) {
    return folder.resolve("state").resolve(server);
  }

  /**
   * Creates the folder and tries that it can be written.
   *
   * @throws Failure if it cannot
   */
  public void prepare() {
    try {
      Files.createDirectories(logs());
      Files.delete(Files.createTempFile(folder, "writable", ".tmp"));
    } catch (IOException e) {
      var reason = e instanceof AccessDeniedException ? "permission denied" : Failure.describe(e);
      throw new Failure(
          "cannot write to "
              + folder
              + " ("
              + reason
              + "); free space or change its owner, or name another folder with RMA_HOME",
          e);
    }
  }
}
