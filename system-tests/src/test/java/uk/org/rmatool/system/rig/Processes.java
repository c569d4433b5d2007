package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Processes of this machine, and what can be done to them. */
public final class Processes {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final Pattern OWN_GROUP = Pattern.compile(":/(.*?)(rma-[^/]*/.*)");
  private static final Pattern DATA_LIMIT = Pattern.compile("Max data size +(\\d+)");

  private Processes() {}

  /** {@code kill -9}. */
  public static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  /** Freezes a process and all that it started, at once. */
  public static void freeze(long pid) {
    signal("STOP", family(pid));
  }

  public static void thaw(long pid) {
    signal("CONT", family(pid));
  }

  /** The process and everything that it started, directly or not. */
  public static List<Long> family(long pid) {
    var process = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** The first of those whose command line has this word in it. */
  public static Optional<Long> find(long pid, String word) {
    return family(pid).stream()
        .filter(
            one ->
                ProcessHandle.of(one)
                    .flatMap(process -> process.info().arguments())
                    .filter(words -> String.join(" ", words).contains(word))
                    .isPresent())
        .findFirst();
  }

  /** Those that still run. */
  public static List<Long> alive(List<Long> pids) {
    return pids.stream().filter(Processes::runs).toList();
  }

  /** Command lines of processes that were started with this folder in them or work in it. */
  public static List<String> of(Path home) throws IOException {
    var found = new ArrayList<String>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        var pid = Long.parseLong(process.getFileName().toString());
        if (pid != ProcessHandle.current().pid()
            && runs(pid)
            && belongs(process, home.toString())) {
          found.add(pid + " " + read(process.resolve("cmdline")));
        }
      }
    }
    return found;
  }

  /**
   * The memory in MiB that a process is kept to: by the control group of its worker's that it is
   * in, else by its own limit of data; empty without either.
   */
  public static OptionalLong memoryLimit(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    for (var line : read(process.resolve("cgroup")).lines().toList()) {
      var found = OWN_GROUP.matcher(line);
      var memory = line.contains(":memory:");
      if (found.find() && (memory || line.startsWith("0::"))) {
        var tree = memory ? CGROUPS.resolve("memory") : CGROUPS;
        var file = memory ? "memory.limit_in_bytes" : "memory.max";
        // A container may see its own part of the tree alone.
        var limit =
            Stream.of(found.group(1) + found.group(2), found.group(2))
                .map(group -> tree.resolve(group).resolve(file))
                .filter(Files::exists)
                .findFirst();
        if (limit.isPresent()) {
          return OptionalLong.of(Long.parseLong(read(limit.get()).strip()) >> 20);
        }
      }
    }
    var found = DATA_LIMIT.matcher(read(process.resolve("limits")));
    return found.find()
        ? OptionalLong.of(Long.parseLong(found.group(1)) >> 20)
        : OptionalLong.empty();
  }

  private static boolean belongs(Path process, String home) {
    return read(process.resolve("cmdline")).contains(home)
        || read(process.resolve("environ")).contains(home)
        || cwd(process).startsWith(home);
  }

  private static boolean runs(long pid) {
    var status = read(Path.of("/proc", Long.toString(pid), "stat"));
    var state = status.lastIndexOf(')') + 2;
    return !status.isEmpty() && status.charAt(state) != 'Z' && status.charAt(state) != 'X';
  }

  private static String cwd(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  private static void signal(String name, List<Long> pids) {
    var command = new ArrayList<>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      var unused = new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
