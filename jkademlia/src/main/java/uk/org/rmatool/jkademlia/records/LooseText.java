package uk.org.rmatool.jkademlia.records;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * What readers less strict than ours may take a value for. Those of deployed nodes read JSON from
 * bytes too, in any encoding of Unicode, with NaN and with a name twice; whatever stands in quotes
 * before a colon is a member here, wherever it is.
 */
final class LooseText {
  private static final char MARK = '\ufeff';
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  /** An envelope whose quotes are broken; nobody should try to mend it. */
  private static final Pattern ENVELOPE =
      Pattern.compile(Pattern.quote(Signed.ENVELOPE) + "[\"'\\s]*:");

  private final String text;
  private final Set<String> members = new HashSet<>();
  private final Map<String, Set<String>> texts = new HashMap<>();
  private int at;

  private LooseText(String text) {
    this.text = text;
  }

  /** The text that a value is to such readers; none if it is a number. */
  static Optional<String> text(Value value) {
    return switch (value) {
      case Value.Str(var text) -> Optional.of(unmarked(text));
      case Value.Bin(var bytes) -> {
        var array = bytes.toArray();
        yield Optional.of(unmarked(new String(array, encoding(array))));
      }
      default -> Optional.empty();
    };
  }

  private static String unmarked(String text) {
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /** Told by where there are zeros in the first characters, which are ASCII in JSON (RFC 4627). */
  private static Charset encoding(byte[] bytes) {
    int zeros = 0;
    for (int i = 0; i < 4; i++) {
      zeros = 2 * zeros + (i < bytes.length && bytes[i] != 0 ? 0 : 1);
    }
    int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    if (mark == 0xfffe) {
      return bytes.length >= 4 && (zeros & 3) == 3 ? UTF_32LE : StandardCharsets.UTF_16LE;
    }
    if (mark == 0xfeff) {
      return StandardCharsets.UTF_16BE;
    }
    if (bytes.length < 2) {
      return StandardCharsets.UTF_8;
    }
    if (bytes[0] == 0) {
      return bytes[1] == 0 ? UTF_32BE : StandardCharsets.UTF_16BE;
    }
    if (bytes[1] == 0) {
      return bytes.length >= 4 && (zeros & 3) == 3 ? UTF_32LE : StandardCharsets.UTF_16LE;
    }
    return StandardCharsets.UTF_8;
  }

  /** Looks through a text that is JSON. */
  static LooseText of(String text) {
    var loose = new LooseText(text);
    loose.read();
    return loose;
  }

  /** Looks through any text; a quote too many or too few does not hide what follows. */
  static LooseText ofBroken(String text) {
    var loose = of(text);
    loose.at = 0;
    if (loose.toQuote()) {
      loose.at++;
      loose.read();
    }
    return loose;
  }

  /** Whether it may seem to be signed. */
  boolean isSigned() {
    return has(Signed.ENVELOPE) || ENVELOPE.matcher(text).find();
  }

  boolean has(String member) {
    return members.contains(member);
  }

  /** Whether a member is an id that certifies a key, at least once. */
  boolean certifies(String member) {
    return texts.getOrDefault(member, Set.of()).stream()
        .map(CertifiedId::parse)
        .anyMatch(Optional::isPresent);
  }

  private void read() {
    while (toQuote()) {
      var name = quoted();
      blanks();
      if (at < text.length() && text.charAt(at) == ':') {
        at++;
        members.add(name);
        blanks();
        if (at < text.length() && isQuote(text.charAt(at))) {
          texts.computeIfAbsent(name, any -> new HashSet<>()).add(quoted());
        }
      }
    }
  }

  private boolean toQuote() {
    while (at < text.length() && !isQuote(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** What is between this quote and the next one like it. */
  private String quoted() {
    var quote = text.charAt(at++);
    var read = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      var c = text.charAt(at++);
      read.append(c == '\\' && at < text.length() ? escaped() : c);
    }
    at++;
    return read.toString();
  }

  private char escaped() {
    var c = text.charAt(at++);
    if (c == 'u' && at + 4 <= text.length()) {
      try {
        var code = (char) Integer.parseInt(text, at, at + 4, 16);
        at += 4;
        return code;
      } catch (NumberFormatException e) {
        return c;
      }
    }
    return c;
  }
}
