package uk.org.rmatool.cli.database;

import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Launcher;

/**
 * PostgreSQL's own programs, unpacked once.
 *
 * @param folder holds {@code bin/postgres} and {@code bin/initdb}
 */
record PostgresPrograms(Path folder) {
  private static final Duration UNPACK_DEADLINE = Duration.ofMinutes(1);

  /** Unpacks the programs of this machine's kind under {@code parent}, unless they are there. */
  static PostgresPrograms unpack(Path parent) throws IOException {
    var archive = archive();
    var crc = new CRC32();
    crc.update(archive);
    var folder =
        parent.resolve(
            String.format(Locale.ROOT, "programs-%d-%08x", archive.length, crc.getValue()));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(parent);
      var unpacking = Files.createTempDirectory(parent, "unpacking");
      if (!extractWithTar(archive, unpacking)) {
        extract(archive, unpacking);
      }
      Files.setPosixFilePermissions(unpacking, permissions(0755));
      Files.move(unpacking, folder, StandardCopyOption.ATOMIC_MOVE);
      removeOthers(parent, folder);
    }
    return new PostgresPrograms(folder);
  }

  Path initdb() {
    return folder.resolve("bin/initdb");
  }

  Path postgres() {
    return folder.resolve("bin/postgres");
  }

  /**
   * Zonky's archive for this machine. Its own resolver refuses an archive that is on the class path
   * twice, as happens beside a jar with a Class-Path; the first is as good as the second.
   */
  private static byte[] archive() throws IOException {
    var system = System.getProperty("os.name", "").startsWith("Mac") ? "darwin" : "linux";
    var architecture = ArchUtils.normalize(System.getProperty("os.arch", ""));
    var libc = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
    var name = "/postgres-" + system + "-" + architecture + libc + ".txz";
    try (var stream = PostgresPrograms.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new Failure(
            "no embedded PostgreSQL in this build for "
                + system
                + " on "
                + architecture
                + "; build it here, on Linux or macOS with amd64 or arm64");
      }
      return stream.readAllBytes();
    }
  }

  /** The system's tar needs a fifth of our time; not every machine has it, and xz. */
  private static boolean extractWithTar(byte[] archive, Path target) throws IOException {
    var file = Files.createTempFile(target.getParent(), "programs", ".txz");
    try {
      Files.write(file, archive);
      return Launcher.works(
          UNPACK_DEADLINE,
          List.of("tar", "--no-same-owner", "-xJf", file.toString(), "-C", target.toString()));
    } finally {
      Files.delete(file);
    }
  }

  private static void extract(byte[] archive, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("the archive reaches outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        var folder = file.getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        if (!entry.isFile()) {
          // What an interrupted tar has left.
          Files.deleteIfExists(file);
        }
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(file, target.resolve(entry.getLinkName()));
        } else {
          Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
          Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var permissions =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    if ((mode & 0100) != 0) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    return permissions;
  }

  private static void removeOthers(Path parent, Path current) throws IOException {
    try (var folders = Files.newDirectoryStream(parent, "{programs-*,unpacking*}")) {
      for (var folder : folders) {
        if (!folder.equals(current)) {
          remove(folder);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
