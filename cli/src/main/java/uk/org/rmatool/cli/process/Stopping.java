package uk.org.rmatool.cli.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ends processes: politely first, by force after the deadline, with everything they started. */
public final class Stopping {
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private Stopping() {}

  /**
   * Ends a process if it is still the recorded one.
   *
   * @return whether it ended without force; true if it did not run at all
   */
  public static boolean stop(ProcessIdentity identity, Signal signal, Duration deadline)
      throws InterruptedException {
    var found = identity.find();
    if (found.isEmpty()) {
      return true;
    }
    send(signal, identity.pid());
    var polite = Wait.until(deadline, INTERVAL, () -> !identity.alive());
    if (!polite) {
      identity.find().ifPresent(ProcessHandle::destroyForcibly);
      Wait.until(AFTER_KILL, INTERVAL, () -> !identity.alive());
    }
    return polite;
  }

  /**
   * Ends what a session leader that has ended left in its session. The session's id may belong to
   * somebody else by now: nothing is done while a process with that id runs or if the leader is of
   * another boot, and what is older than the leader is spared.
   */
  public static void sweepSession(ProcessIdentity leader) throws InterruptedException {
    var started = leader.startTicks();
    if (started.isEmpty()
        || ProcStat.read(leader.pid()).filter(stat -> !stat.ended()).isPresent()) {
      return;
    }
    var left = ProcStat.ofSession(leader.pid(), started.getAsLong());
    left.forEach(ProcessHandle::destroy);
    if (!Wait.until(AFTER_KILL, INTERVAL, () -> noneAlive(left))) {
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Sends a signal; a process that is gone is not an error. */
  public static void send(Signal signal, long pid) {
    if (signal == Signal.TERM) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      return;
    }
    try {
      // The shell's own kill: slim containers lack the program.
      new ProcessBuilder("sh", "-c", "kill -" + signal.name() + " " + pid + " 2>/dev/null")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean noneAlive(List<ProcessHandle> processes) {
    return processes.stream()
        .allMatch(
            process ->
                ProcStat.read(process.pid()).map(ProcStat::ended).orElse(!process.isAlive()));
  }
}
