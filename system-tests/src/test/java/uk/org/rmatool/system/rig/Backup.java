package uk.org.rmatool.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/** Data of one service that {@code ./rma worker backup} has saved. */
public final class Backup {
  private final Path file;

  private Backup(Path file) {
    this.file = file;
  }

  /** Saves it to this folder. */
  public static Backup of(Platform platform, String service, Path folder) throws IOException {
    var output = platform.rma("worker", "backup", service, "--to", folder.toString());
    assertThat(output.status()).as(output.text()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> saved =
          files.filter(it -> it.getFileName().toString().startsWith(service + "-")).toList();
      assertThat(saved).hasSize(1);
      return new Backup(saved.getFirst());
    }
  }

  /** Unpacks it so that nobody but its owner can read it, as the documentation says. */
  public Path unpack(Path folder) throws IOException {
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder, ours);
    try (var in = new ZipInputStream(Files.newInputStream(file))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var to = folder.resolve(entry.getName());
        Files.createDirectories(entry.isDirectory() ? to : to.getParent(), ours);
        if (!entry.isDirectory()) {
          Files.copy(in, to);
          Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
        }
      }
    }
    return folder;
  }
}
