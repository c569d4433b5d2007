package uk.org.rmatool.service.work;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is put before a child's command line so that the kernel confines it: no network but an empty
 * one of its own, no huge files, no core dumps. What the machine does not offer is left out, and
 * said once in the log.
 *
 * @param prefix the words before the command, maybe none
 * @param network whether the kernel keeps the network away
 */
public record Confinement(List<String> prefix, boolean network) {
  /** Largest file that a child may write, in bytes: what a zip bomb can take of a disk at once. */
  public static final long MAX_FILE = 1L << 30;

  private static final Logger LOG = System.getLogger(Confinement.class.getName());
  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH");
  private static final List<String> LIMITS =
      List.of("prlimit", "--core=0:0", "--fsize=" + MAX_FILE + ":" + MAX_FILE, "--");
  private static final List<List<String>> SEPARATIONS =
      List.of(
          List.of("unshare", "--net", "--"),
          List.of("unshare", "--user", "--map-root-user", "--net", "--"));

  public Confinement {
    prefix = List.copyOf(prefix);
  }

  /** No confinement: for machines without any, and to test what holds without it. */
  public static Confinement none() {
    return new Confinement(List.of(), false);
  }

  /** Tries what this machine offers, by running <code>true</code> under it. */
  public static Confinement probe() {
    var prefix = new ArrayList<String>();
    if (works(LIMITS)) {
      prefix.addAll(LIMITS);
    }
    for (var separation : SEPARATIONS) {
      if (works(separation)) {
        prefix.addAll(separation);
        return new Confinement(prefix, true);
      }
    }
    LOG.log(
        Level.WARNING,
        "The kernel does not keep children off the network here. reason={0}",
        "unshare --net does not work");
    return new Confinement(prefix, false);
  }

  /**
   * The same with limits of memory and processor time, where the machine can set them.
   *
   * @param memory address space of each process, in bytes
   * @param cpuSeconds processor time of each process
   */
  public Confinement limited(long memory, long cpuSeconds) {
    var limits =
        List.of(
            "prlimit",
            "--as=%d:%d".formatted(memory, memory),
            "--cpu=%d:%d".formatted(cpuSeconds, cpuSeconds),
            "--");
    if (!works(limits)) {
      LOG.log(Level.WARNING, "Children''s memory is not limited here. reason={0}", "no prlimit");
      return this;
    }
    var all = new ArrayList<>(limits);
    all.addAll(prefix);
    return new Confinement(all, network);
  }

  /**
   * The same, and ended by the kernel when the <em>thread</em> that started it ends (prctl(2),
   * PR_SET_PDEATHSIG), where <code>setpriv</code> is there. Comes last, for a new user namespace
   * would undo it.
   */
  public Confinement endingWithItsStarter() {
    var guard = List.of("setpriv", "--pdeathsig", "KILL");
    if (!works(guard)) {
      return this;
    }
    var all = new ArrayList<>(prefix);
    all.addAll(guard);
    return new Confinement(all, network);
  }

  /**
   * A child under it that may be started: it works in a folder of its own, and inherits of the
   * environment what it needs to find programs and to know languages.
   */
  public ProcessBuilder child(List<String> command, Path folder) {
    var words = new ArrayList<>(prefix);
    words.addAll(command);
    var child = new ProcessBuilder(words).directory(folder.toFile());
    var environment = child.environment();
    environment.keySet().retainAll(INHERITED);
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.toString());
    environment.put("OMP_THREAD_LIMIT", "1"); // tesseract is faster so, and leaves CPU to others
    return child;
  }

  private static boolean works(List<String> prefix) {
    var command = new ArrayList<>(prefix);
    command.add("true");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
