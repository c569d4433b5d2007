package uk.org.rmatool.jkademlia.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.regex.Pattern;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonArray;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonBoolean;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNull;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

/**
 * Reads JSON (RFC 8259) from strangers: nothing after the value, no name twice in an object, no
 * half surrogate, no number beyond a double, at most {@value #MAX_LENGTH} characters and {@value
 * #MAX_DEPTH} levels.
 */
public final class JsonReader {
  public static final int MAX_LENGTH = 8192;
  public static final int MAX_DEPTH = 16;

  private static final int MAX_NUMBER = 128;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that is the whole of the text.
   *
   * @throws JsonException when it is none
   */
  public static JsonValue read(String text) throws JsonException {
    if (text.length() > MAX_LENGTH) {
      throw new JsonException("More than " + MAX_LENGTH + " characters", MAX_LENGTH);
    }
    var reader = new JsonReader(text);
    var value = reader.value(MAX_DEPTH);
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.wrong("Something after the value");
    }
    return value;
  }

  private JsonValue value(int depth) throws JsonException {
    blanks();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonString(string());
      case 't' -> word("true", new JsonBoolean(true));
      case 'f' -> word("false", new JsonBoolean(false));
      case 'n' -> word("null", new JsonNull());
      default -> number();
    };
  }

  private JsonObject object(int depth) throws JsonException {
    enter('{', depth);
    var members = new HashMap<String, JsonValue>();
    if (ends('}')) {
      return new JsonObject(members);
    }
    do {
      blanks();
      var name = string();
      blanks();
      expect(':');
      if (members.put(name, value(depth - 1)) != null) {
        throw wrong("A name twice in an object");
      }
    } while (goesOn('}'));
    return new JsonObject(members);
  }

  private JsonArray array(int depth) throws JsonException {
    enter('[', depth);
    var items = new ArrayList<JsonValue>();
    if (ends(']')) {
      return new JsonArray(items);
    }
    do {
      items.add(value(depth - 1));
    } while (goesOn(']'));
    return new JsonArray(items);
  }

  private void enter(char bracket, int depth) throws JsonException {
    expect(bracket);
    if (depth == 0) {
      throw wrong("More than " + MAX_DEPTH + " levels");
    }
  }

  private boolean ends(char bracket) throws JsonException {
    blanks();
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char bracket) throws JsonException {
    if (ends(bracket)) {
      return false;
    }
    expect(',');
    return true;
  }

  private String string() throws JsonException {
    expect('"');
    int from = at;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (peek() == '"') {
      return text.substring(from, at++);
    }
    var out = new StringBuilder().append(text, from, at);
    while (peek() != '"') {
      var c = next();
      if (c < ' ') {
        throw wrong("A control character in a string");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    checkSurrogates(out);
    return out.toString();
  }

  /** Whether a character stands for itself, whatever is around it. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
  }

  private char escaped() throws JsonException {
    var c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("An unknown escape");
    };
  }

  private char unicode() throws JsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      var c = next();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("An escape of other than four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private void checkSurrogates(CharSequence read) throws JsonException {
    boolean open = false;
    for (int i = 0; i < read.length(); i++) {
      var c = read.charAt(i);
      if (Character.isLowSurrogate(c) != open) {
        throw wrong("Half a surrogate pair");
      }
      open = Character.isHighSurrogate(c);
    }
    if (open) {
      throw wrong("Half a surrogate pair");
    }
  }

  private JsonNumber number() throws JsonException {
    var number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw wrong("No value");
    }
    if (number.end() - at > MAX_NUMBER) {
      throw wrong("A number of more than " + MAX_NUMBER + " characters");
    }
    var value = Double.parseDouble(number.group());
    if (Double.isInfinite(value)) {
      throw wrong("A number beyond a double");
    }
    at = number.end();
    return new JsonNumber(value);
  }

  private JsonValue word(String word, JsonValue value) throws JsonException {
    if (!text.startsWith(word, at)) {
      throw wrong("No value");
    }
    at += word.length();
    return value;
  }

  private void blanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws JsonException {
    if (at == text.length()) {
      throw wrong("The text ends too early");
    }
    return text.charAt(at);
  }

  private char next() throws JsonException {
    var c = peek();
    at++;
    return c;
  }

  private void expect(char c) throws JsonException {
    if (peek() != c) {
      throw wrong("No '" + c + "'");
    }
    at++;
  }

  private JsonException wrong(String what) {
    return new JsonException(what, at);
  }
}
