package uk.org.rmatool.cli.console;

import org.jspecify.annotations.Nullable;

/**
 * Something the user can act on: the message is one line that says what is wrong and what to do.
 */
public final class Failure extends RuntimeException {
  /** The command could not do its work. */
  public static final int FAILED = 1;

  /** The command was called wrongly, or the machine lacks what it needs. */
  public static final int USAGE = 2;

  private final int exitCode;

  public Failure(String message) {
    this(message, FAILED, null);
  }

  public Failure(String message, @Nullable Throwable cause) {
    this(message, FAILED, cause);
  }

  public Failure(String message, int exitCode, @Nullable Throwable cause) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "), cause);
    this.exitCode = exitCode;
  }

  /** The sentence to show; never empty. */
  public String sentence() {
    var message = getMessage();
    return message == null ? "it failed" : message;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The shortest useful description of an unexpected error, on one line. */
  public static String describe(Throwable error) {
    var message = error.getMessage();
    var text =
        message == null || message.isBlank()
            ? error.getClass().getSimpleName()
            : message.strip().replaceAll("\\s*\\R\\s*", " ");
    return text.length() > 300 ? text.substring(0, 300) + "..." : text;
  }
}
