package uk.org.rmatool.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process, recognisable after its id has been reused.
 *
 * @param pid the process id
 * @param birth when it was born: boot id and clock ticks on Linux, the start instant elsewhere
 */
public record ProcessIdentity(long pid, String birth) {

  /** This very process. */
  public static ProcessIdentity self() {
    return of(ProcessHandle.current());
  }

  /** The identity of a process; one that has already ended is simply not alive later. */
  public static ProcessIdentity of(ProcessHandle handle) {
    return new ProcessIdentity(handle.pid(), birthOf(handle).orElse("unknown"));
  }

  /** The process, if it still runs and is the same one. A zombie does not run. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> birthOf(handle).filter(birth::equals).isPresent());
  }

  /** Whether the same process still runs. */
  public boolean alive() {
    return find().isPresent();
  }

  /** Its start in clock ticks since this boot; empty if another boot saw it, or it is unknown. */
  OptionalLong startTicks() {
    var ofThisBoot = linux(bootId());
    return birth.startsWith(ofThisBoot)
        ? OptionalLong.of(Long.parseLong(birth.substring(ofThisBoot.length())))
        : OptionalLong.empty();
  }

  private static Optional<String> birthOf(ProcessHandle handle) {
    if (Files.isDirectory(Path.of("/proc/self"))) {
      return ProcStat.read(handle.pid())
          .filter(stat -> !stat.ended())
          .map(stat -> linux(bootId()) + stat.startTicks());
    }
    return handle.info().startInstant().map(instant -> "instant:" + instant);
  }

  private static String linux(String bootId) {
    return "linux:" + bootId + ":";
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "-";
    }
  }
}
