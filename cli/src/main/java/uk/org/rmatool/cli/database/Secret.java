package uk.org.rmatool.cli.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;

/** A generated password in a file that only its owner can read. */
final class Secret {
  private static final int BYTES = 24;

  private Secret() {}

  /** The password in the file, made up first if there is none. Letters, digits, - and _ only. */
  static String load(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    return Files.readString(file).strip();
  }

  private static void create(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    var password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    try (var channel =
        Files.newByteChannel(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(java.nio.charset.StandardCharsets.US_ASCII.encode(password + "\n"));
    }
  }
}
