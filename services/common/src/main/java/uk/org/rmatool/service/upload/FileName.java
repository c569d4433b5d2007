package uk.org.rmatool.service.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/** What a sender calls a document: a hint for detection and an echo, never a path. */
public final class FileName {
  /** Longest name kept, in characters; of a longer one the end stays, with its extension. */
  public static final int MAX_LENGTH = 255;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");
  private static final Pattern EXTENDED =
      Pattern.compile(";\\s*filename\\*\\s*=\\s*UTF-8'[^']*'([^;\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PLAIN =
      Pattern.compile(
          ";\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))",
          Pattern.CASE_INSENSITIVE);

  private FileName() {}

  /** The last part of a path of any system, without control characters; maybe empty. */
  public static String clean(String name) {
    var last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    var clean = CONTROL.matcher(last).replaceAll("").strip();
    return clean.length() <= MAX_LENGTH ? clean : clean.substring(clean.length() - MAX_LENGTH);
  }

  /** The name in a Content-Disposition header (RFC 6266), empty if there is none. */
  static String inDisposition(String header) {
    var extended = EXTENDED.matcher(header);
    if (extended.find()) {
      try {
        return clean(URLDecoder.decode(extended.group(1).replace("+", "%2B"), UTF_8));
      } catch (IllegalArgumentException e) {
        return ""; // a broken escape names nothing
      }
    }
    var plain = PLAIN.matcher(header);
    if (!plain.find()) {
      return "";
    }
    var quoted = plain.group(1);
    return clean(
        ofHeader(quoted == null ? plain.group(2) : quoted.replaceAll("\\\\([\"\\\\])", "$1")));
  }

  /** Header values arrive as Latin-1; what is valid UTF-8 was meant so. */
  static String ofHeader(String value) {
    if (value.chars().anyMatch(c -> c > 0xff)) {
      return value;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }
}
