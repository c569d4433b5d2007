package uk.org.rmatool.worker.state;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import uk.org.rmatool.platform.wiring.Component;

/** Passwords of services: made up once, each in a file that only its owner can read. */
@Component
public class Secrets {
  /** Whoever can read this one is the machine's owner. */
  public static final String OWNER = "owner";

  private static final int BYTES = 24;

  private final StateFolder state;

  @Inject
  public Secrets(StateFolder state) {
    this.state = state;
  }

  /**
   * A password of 32 letters, digits, dashes and underscores; the same whenever it is asked for.
   */
  public String value(String name) throws IOException {
    return Files.readString(file(name)).strip();
  }

  /**
   * Makes it up now, if it is not there.
   *
   * @throws IllegalArgumentException with one sentence, when it cannot be kept
   */
  public void prepare(String name) {
    try {
      file(name);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The password '%s' cannot be kept in %s: %s.".formatted(name, state.path(), e), e);
    }
  }

  /** The file that holds nothing but this password. */
  public synchronized Path file(String name) throws IOException {
    var folder = state.path().resolve("secrets");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(state.path());
      Files.createDirectory(folder, mode(folder, "rwx------"));
    }
    var file = folder.resolve(name);
    if (!Files.exists(file)) {
      create(file);
    }
    return file;
  }

  private static void create(Path file) throws IOException {
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    var password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var made = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(made);
    try (var channel =
        Files.newByteChannel(
            made,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode(made, "rw-------"))) {
      channel.write(StandardCharsets.US_ASCII.encode(password + "\n"));
    }
    try {
      Files.move(made, file); // whole or not at all
    } catch (FileAlreadyExistsException e) {
      Files.delete(made);
    }
  }

  private static FileAttribute<?>[] mode(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
