package uk.org.rmatool.worker.backup;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A folder's files in one ZIP file.
 *
 * @param file where it is
 * @param entries how many files are in it
 * @param bytes how many they have together
 */
record Archive(Path file, int entries, long bytes) {
  private static final int CHUNK = 64 * 1024;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * Writes it under another name, reads all of it again and gives it its own. Nobody but its owner
   * can read it, as far as the file system knows of that.
   *
   * @param paths what of the folder, as far as it is there; empty for all of it
   * @param progress is told of the bytes saved so far
   * @throws IOException with half a sentence, when that cannot be done or there is nothing to save
   */
  static Archive write(Path folder, List<String> paths, Path file, LongConsumer progress)
      throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    try {
      var written = pack(folder, files(folder, paths), part, progress);
      var read = read(part, file);
      if (!read.equals(new Archive(file, written.entries(), written.bytes()))) {
        throw new IOException("what was written to %s reads otherwise".formatted(part));
      }
      if (read.bytes() == 0) {
        throw new IOException("there is nothing in %s".formatted(folder));
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return read;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static List<Path> files(Path folder, List<String> paths) throws IOException {
    var from =
        paths.isEmpty()
            ? List.of(folder)
            : paths.stream().map(folder::resolve).filter(Files::exists).toList();
    var files = new TreeSet<Path>();
    for (var start : from) {
      try (var found = Files.walk(start)) {
        found.forEach(files::add);
      }
    }
    return List.copyOf(files);
  }

  private static FileChannel create(Path part) throws IOException {
    var posix = Files.getFileStore(part.toAbsolutePath().getParent());
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return posix.supportsFileAttributeView(PosixFileAttributeView.class)
        ? FileChannel.open(part, options, OWNER_ALONE)
        : FileChannel.open(part, options);
  }

  private static Archive pack(Path folder, List<Path> files, Path part, LongConsumer progress)
      throws IOException {
    var entries = 0;
    var bytes = 0L;
    try (var channel = create(part);
        var out = new ZipOutputStream(Channels.newOutputStream(channel))) {
      for (var path : files) {
        var name = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isSymbolicLink(path) || Files.isRegularFile(path) == Files.isDirectory(path)) {
          throw new IOException("%s is neither a file nor a folder".formatted(path));
        }
        if (Files.isRegularFile(path)) {
          out.putNextEntry(new ZipEntry(name));
          bytes = copy(path, out, bytes, progress);
          entries++;
        } else if (!name.isEmpty()) {
          out.putNextEntry(new ZipEntry(name + "/"));
        }
      }
      out.finish();
      channel.force(true);
    }
    return new Archive(part, entries, bytes);
  }

  private static long copy(Path from, ZipOutputStream to, long before, LongConsumer progress)
      throws IOException {
    var bytes = before;
    var chunk = new byte[CHUNK];
    try (var in = Files.newInputStream(from)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        to.write(chunk, 0, n);
        bytes += n;
        progress.accept(bytes);
      }
    }
    return bytes;
  }

  /** Reads to the end; {@link ZipInputStream} compares each entry with its checksum. */
  private static Archive read(Path part, Path file) throws IOException {
    var entries = 0;
    var bytes = 0L;
    var chunk = new byte[CHUNK];
    try (var in = new ZipInputStream(Files.newInputStream(part))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries += entry.isDirectory() ? 0 : 1;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          bytes += n;
        }
      }
    }
    return new Archive(file, entries, bytes);
  }
}
