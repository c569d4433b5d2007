package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.recipes.Recipe.Limits;

/**
 * Keeps services to their limits, each to its own and all to what the machine's owner gives: by a
 * control group where this process may make one, else with <code>prlimit</code> and <code>taskset
 * </code>, else not at all; it says which.
 */
final class Confinement {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final long MB = 1024 * 1024;
  private static final int PERIOD_MICROS = 100_000;
  private static final Pattern OOM_KILLS = Pattern.compile("oom_kill (\\d+)");

  private final Commands commands;
  private final Path root;
  private final Path self;
  private final String name;
  private final Set<Path> made = ConcurrentHashMap.newKeySet();

  /**
   * How one service is kept to its limits.
   *
   * @param words put before its command
   * @param folders control groups made for it
   * @param text what applies, for people
   */
  record Plan(List<String> words, List<Path> folders, String text) {
    static final Plan NONE = new Plan(List.of(), List.of(), "no limits");

    Plan {
      words = List.copyOf(words);
      folders = List.copyOf(folders);
    }

    boolean byControlGroup() {
      return !folders.isEmpty();
    }

    /** Whether the kernel has ended something of it for its memory. */
    boolean ranOutOfMemory() {
      return folders.stream()
          .flatMap(it -> Stream.of(it.resolve("memory.events"), it.resolve("memory.oom_control")))
          .map(Confinement::read)
          .map(OOM_KILLS::matcher)
          .anyMatch(found -> found.find() && !found.group(1).equals("0"));
    }

    /** Removes its control groups; nothing may be left in them. */
    void remove() {
      folders.forEach(Confinement::remove);
    }
  }

  /**
   * For this machine.
   *
   * @param name part of a control group's name, another for each worker of a machine
   */
  Confinement(Commands commands, String name) {
    this(commands, name, CGROUPS, Path.of("/proc/self"));
  }

  Confinement(Commands commands, String name, Path root, Path self) {
    this.commands = commands;
    this.name = "rma-" + name;
    this.root = root;
    this.self = self;
  }

  /**
   * How to keep a service to its limits.
   *
   * @param together what all services may take together
   */
  Plan plan(String service, Limits limits, Limits together) {
    if (limits.equals(Limits.NONE)) {
      return Plan.NONE;
    }
    return byControlGroup(service, limits, together).orElseGet(() -> byCommands(limits));
  }

  /** How a container is kept to its limits, of which its engine was told. */
  static Plan byEngine(Limits limits) {
    return limits.equals(Limits.NONE)
        ? Plan.NONE
        : new Plan(List.of(), List.of(), text(limits) + " by the container's engine");
  }

  private Optional<Plan> byControlGroup(String service, Limits limits, Limits together) {
    if (commands.find("sh").isEmpty()) {
      return Optional.empty();
    }
    var folders = new ArrayList<Path>();
    try {
      if (Files.exists(root.resolve("cgroup.controllers"))) {
        unified(service, limits, together, folders);
      } else {
        perController(service, limits, together, folders);
      }
    } catch (IOException | UnsupportedOperationException e) {
      new Plan(List.of(), folders, "").remove();
      return Optional.empty();
    }
    var words =
        new ArrayList<>(
            List.of("sh", "-c", "for f in $0; do echo 0 >$f || exit; done; exec \"$@\""));
    words.add(
        String.join(
            " ", folders.stream().map(it -> it.resolve("cgroup.procs").toString()).toList()));
    var all = text(together);
    return Optional.of(
        new Plan(
            words,
            folders,
            text(limits) + " by control group" + (all.isEmpty() ? "" : ", " + all + " for all")));
  }

  /** Version 2: one tree. */
  private void unified(String service, Limits limits, Limits together, List<Path> folders)
      throws IOException {
    var all = all(own("0::", root));
    unified(all, together);
    handOn(all, limits);
    var folder = make(all, service);
    folders.add(folder);
    unified(folder, limits);
  }

  private static void unified(Path folder, Limits limits) throws IOException {
    if (limits.memoryMb() > 0) {
      write(folder.resolve("memory.max"), Long.toString(limits.memoryMb() * MB));
    }
    if (limits.cpus() > 0) {
      write(folder.resolve("cpu.max"), limits.cpus() * PERIOD_MICROS + " " + PERIOD_MICROS);
    }
  }

  /** Has the groups within this one limited, too. */
  private static void handOn(Path folder, Limits limits) throws IOException {
    var controllers = (limits.memoryMb() > 0 ? "+memory " : "") + (limits.cpus() > 0 ? "+cpu" : "");
    write(folder.resolve("cgroup.subtree_control"), controllers.strip());
  }

  /** Version 1: a tree for each controller. */
  private void perController(String service, Limits limits, Limits together, List<Path> folders)
      throws IOException {
    if (limits.memoryMb() > 0) {
      var all = all(own(":memory:", root.resolve("memory")));
      memory(all, together);
      var folder = make(all, service);
      folders.add(folder);
      memory(folder, limits);
    }
    if (limits.cpus() > 0) {
      var all = all(own(":cpu:", root.resolve("cpu")));
      processors(all, together);
      var folder = make(all, service);
      folders.add(folder);
      processors(folder, limits);
    }
  }

  private static void memory(Path folder, Limits limits) throws IOException {
    if (limits.memoryMb() > 0) {
      write(folder.resolve("memory.limit_in_bytes"), Long.toString(limits.memoryMb() * MB));
    }
  }

  private static void processors(Path folder, Limits limits) throws IOException {
    if (limits.cpus() > 0) {
      write(folder.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
      write(folder.resolve("cpu.cfs_quota_us"), Integer.toString(limits.cpus() * PERIOD_MICROS));
    }
  }

  /** This process's own group, or the top where a container shows no more than that. */
  private Path own(String line, Path tree) throws IOException {
    var path =
        Files.readAllLines(self.resolve("cgroup")).stream()
            .filter(it -> it.contains(line))
            .map(it -> it.substring(it.indexOf(line) + line.length() + 1))
            .findFirst()
            .orElse("");
    var folder = tree.resolve(path);
    return Files.isDirectory(folder) ? folder : tree;
  }

  /** The group that all services of this worker are in; what an earlier run left in it goes. */
  private Path all(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      throw new IOException("no control groups");
    }
    var folder = make(parent, name);
    if (made.add(folder)) {
      removeWithin(folder);
    }
    return folder;
  }

  private static void removeWithin(Path folder) throws IOException {
    try (var left = Files.newDirectoryStream(folder, Files::isDirectory)) {
      left.forEach(Confinement::remove);
    }
  }

  private static Path make(Path parent, String name) throws IOException {
    var folder = parent.resolve(name);
    if (!Files.exists(folder)) {
      Files.createDirectory(folder);
    }
    return folder;
  }

  private static void remove(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Still in use: whoever starts there next takes it over.
    }
  }

  /** Removes the groups that all services are in, as far as nothing of them is ending still. */
  void close() {
    for (var folder : made) {
      try {
        removeWithin(folder);
      } catch (IOException e) {
        continue; // it has gone already
      }
      remove(folder);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }

  private Plan byCommands(Limits limits) {
    var words = new ArrayList<String>();
    var texts = new ArrayList<String>();
    if (limits.memoryMb() > 0) {
      var tool = commands.find("prlimit");
      tool.ifPresent(
          it -> words.addAll(List.of(it.toString(), "--data=" + limits.memoryMb() * MB, "--")));
      texts.add(
          tool.isPresent()
              ? "%d MB of memory in each process by prlimit".formatted(limits.memoryMb())
              : "no limit of memory: neither control groups nor prlimit can be used");
    }
    if (limits.cpus() > 0) {
      var tool = commands.find("taskset");
      var some = processors(limits.cpus());
      if (tool.isPresent() && some != null) {
        words.addAll(List.of(tool.get().toString(), "--cpu-list", some));
        texts.add("processors " + some + " by taskset");
      } else {
        texts.add("no limit of processors: neither control groups nor taskset can be used");
      }
    }
    return new Plan(words, List.of(), String.join(", ", texts));
  }

  /** The first so many of the processors that this process may use; null when it is not known. */
  private @Nullable String processors(int count) {
    var line =
        read(self.resolve("status"))
            .lines()
            .filter(it -> it.startsWith("Cpus_allowed_list:"))
            .findFirst();
    if (line.isEmpty()) {
      return null;
    }
    var all = new ArrayList<String>();
    for (var range : line.get().substring(line.get().indexOf(':') + 1).strip().split(",", -1)) {
      var ends = range.split("-", -1);
      for (var i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
        all.add(Integer.toString(i));
      }
    }
    return String.join(",", all.subList(0, Math.min(count, all.size())));
  }

  private static String text(Limits limits) {
    return Stream.of(
            limits.memoryMb() > 0 ? limits.memoryMb() + " MB of memory" : "",
            limits.cpus() > 0 ? limits.cpus() + " processors" : "")
        .filter(it -> !it.isEmpty())
        .reduce((first, second) -> first + " and " + second)
        .orElse("");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
