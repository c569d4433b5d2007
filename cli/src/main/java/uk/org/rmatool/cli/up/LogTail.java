package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds in a log what its process died of. */
public final class LogTail {
  private static final int READ_BYTES = 256 * 1024;
  private static final int SHOWN_CHARACTERS = 300;

  /** Liberty's error messages, Java's exceptions, PostgreSQL's errors, and the usual word. */
  private static final Pattern CAUSE =
      Pattern.compile(
          "\\[ERROR|\\b[A-Z]{4,5}\\d{4}E\\b|\\bFATAL\\b|\\bPANIC\\b|\\bERROR\\b|Exception\\b|Error:"
              + "|(?i)cannot|could not|no space left|not found|denied|out of memory");

  private static final Pattern NOISE = Pattern.compile("^\\s*(at |\\.\\.\\. |\\[INFO|\\[AUDIT)");

  private LogTail() {}

  /** The last line that looks like a cause, otherwise the last line; "" if there is none. */
  public static String cause(Path log, long from) {
    String last = "";
    String cause = "";
    for (var line : read(log, from).split("\\R", -1)) {
      if (line.isBlank() || NOISE.matcher(line).find()) {
        continue;
      }
      last = line;
      if (CAUSE.matcher(line).find()) {
        cause = line;
      }
    }
    var found = (cause.isEmpty() ? last : cause).strip();
    return found.length() > SHOWN_CHARACTERS ? found.substring(0, SHOWN_CHARACTERS) + "..." : found;
  }

  /** Whether the text stands in what was written since. */
  public static boolean contains(Path log, long from, String text) {
    return read(log, from).contains(text);
  }

  public static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }

  private static String read(Path log, long from) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var start = Math.max(from > file.length() ? 0 : from, file.length() - READ_BYTES);
      file.seek(start);
      var bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
