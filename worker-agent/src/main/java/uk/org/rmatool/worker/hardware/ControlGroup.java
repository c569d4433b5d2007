package uk.org.rmatool.worker.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the control group of this process allows, in the kernel's own words (cgroups(7); version 1
 * has a tree for each controller).
 */
final class ControlGroup {
  /** How the versions write that there is no limit; the long number is the largest of pages. */
  private static final Pattern UNLIMITED = Pattern.compile("max.*|-1|9223372036854\\d+");

  private final Path root;
  private final Path self;

  /** A group's limit and the file that tells it. */
  private record Source(String controller, String tree, String file) {}

  /** For this process. */
  ControlGroup() {
    this(Path.of("/sys/fs/cgroup"), Path.of("/proc/self"));
  }

  ControlGroup(Path root, Path self) {
    this.root = root;
    this.self = self;
  }

  /** The limit of processors, such as <code>cpu.max is 200000 100000</code>. */
  String cpus() {
    return told(
        List.of(new Source("", "", "cpu.max"), new Source("cpu", "cpu", "cpu.cfs_quota_us")));
  }

  /** The limit of memory, such as <code>memory.max is 536870912</code>. */
  String memory() {
    return told(
        List.of(
            new Source("", "", "memory.max"),
            new Source("memory", "memory", "memory.limit_in_bytes")));
  }

  private String told(List<Source> sources) {
    for (var source : sources) {
      try {
        var text = Files.readString(own(source).resolve(source.file())).strip();
        return UNLIMITED.matcher(text).matches()
            ? "the control group sets no limit"
            : "the control group's %s is %s".formatted(source.file(), text);
      } catch (IOException e) {
        // Not this version, or the top of the tree: it has no limits.
      }
    }
    return "no control group tells of a limit";
  }

  /** The process's own group, or the top where a container shows no more than that. */
  private Path own(Source source) throws IOException {
    var tree = root.resolve(source.tree());
    for (var line : Files.readAllLines(self.resolve("cgroup"))) {
      var parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(source.controller())) {
        var folder = tree.resolve(parts[2].replaceFirst("^/+", ""));
        return Files.isDirectory(folder) ? folder : tree;
      }
    }
    return tree;
  }
}
