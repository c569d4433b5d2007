package uk.org.rmatool.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Linux tells about a process in {@code /proc/<pid>/stat} (proc(5)).
 *
 * @param state one letter; Z and X have ended
 * @param session the id of the session leader
 * @param threads how many there are; more than one in a zombie means that it is still ending
 * @param startTicks start time in clock ticks after boot
 */
record ProcStat(long pid, char state, long session, int threads, long startTicks) {
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int THREADS = 17;
  private static final int START_TICKS = 19;

  static Optional<ProcStat> read(long pid) {
    try {
      var text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command's name stands in parentheses and may itself hold spaces and parentheses.
      var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", START_TICKS + 2);
      return Optional.of(
          new ProcStat(
              pid,
              fields[STATE].charAt(0),
              Long.parseLong(fields[SESSION]),
              Integer.parseInt(fields[THREADS]),
              Long.parseLong(fields[START_TICKS])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean ended() {
    return (state == 'Z' && threads <= 1) || state == 'X';
  }

  /**
   * The running processes of one session that started no earlier than this. Empty where there is no
   * /proc.
   */
  static List<ProcessHandle> ofSession(long session, long sinceTicks) {
    List<ProcessHandle> members = new ArrayList<>();
    if (Files.isDirectory(Path.of("/proc/self"))) {
      ProcessHandle.allProcesses()
          .filter(
              handle ->
                  read(handle.pid())
                      .filter(stat -> stat.session() == session && !stat.ended())
                      .filter(stat -> stat.startTicks() >= sinceTicks)
                      .isPresent())
          .forEach(members::add);
    }
    return members;
  }
}
