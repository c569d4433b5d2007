package uk.org.rmatool.front.direct;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.http.Via;

/**
 * A request for a service whose meaning and end nobody can doubt (RFC 9112), and that is all there:
 * one spelling of everything, no header that asks a hop for something. What may be right but is
 * unusual is the container's to judge.
 */
final class PlainRequest {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final int LONGEST_METHOD = 6;
  private static final int LONGEST_NAME = 100;

  /** Of a target or a field's value, as the container has it (<code>common.xml</code>). */
  private static final int LONGEST_VALUE = 16 * 1024;

  private static final int MAX_LENGTH_DIGITS = 6;
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] SERVICE = "/service/".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] API_SERVICE = "/api/service/".getBytes(StandardCharsets.ISO_8859_1);
  private static final int SPACE = ' ';
  private static final int DELETE = 0x7f;

  /** Which bytes may stand in a name (RFC 9110, section 5.6.2). */
  private static final boolean[] TOKEN = new boolean[256];

  /** Which may stand in a host with its port, addresses of IPv6 apart. */
  private static final boolean[] HOST = new boolean[256];

  static {
    for (int c = 0; c < TOKEN.length; c++) {
      var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      TOKEN[c] = letter || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      HOST[c] = letter || ".-_:".indexOf(c) >= 0;
    }
  }

  /** What bytes are, as far as one can see. */
  enum Kind {
    /** The end is not there yet. */
    INCOMPLETE,
    /** The container's to judge. */
    OTHER,
    /** A plain request. */
    PLAIN
  }

  private static final int ENDING = 3;

  private final byte[] bytes;
  private final int size;
  private int at;

  private String method = "";
  private String path = "";
  private @Nullable String query;
  private String host = "";
  private int fieldsFrom;
  private int fieldsTo;
  private int bodyLength = -1;
  private boolean connection;

  /** Lines that end here: where each begins and where it ends. */
  private final int[] ending = new int[2 * ENDING];

  private int endings;
  private int line;
  private boolean keyed;
  private boolean forwarded;

  /**
   * To be read.
   *
   * @param bytes not changed while this is in use
   * @param size how many of them there are
   */
  PlainRequest(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  /**
   * Reads what is there. {@link Kind#OTHER} is said as early as possible.
   *
   * @param maxFields how many header fields there may be
   * @param maxBytes how long it may be
   */
  Kind read(int maxFields, int maxBytes) {
    var kind = line();
    if (kind != Kind.PLAIN) {
      return kind;
    }
    fieldsFrom = at;
    for (int count = 0; ; count++) {
      if (at + 1 >= size) {
        return at < size && bytes[at] != '\r' && !TOKEN[bytes[at] & 0xff]
            ? Kind.OTHER
            : Kind.INCOMPLETE;
      }
      if (bytes[at] == '\r') {
        break;
      }
      var field = count < maxFields ? field() : Kind.OTHER;
      if (field != Kind.PLAIN) {
        return field;
      }
    }
    if (bytes[at + 1] != '\n' || host.isEmpty()) {
      return Kind.OTHER;
    }
    fieldsTo = at;
    at += 2;
    if (length() > maxBytes) {
      return Kind.OTHER;
    }
    return size < length() ? Kind.INCOMPLETE : Kind.PLAIN;
  }

  private Kind line() {
    while (at < size && bytes[at] != SPACE) {
      if (at == LONGEST_METHOD) {
        return Kind.OTHER;
      }
      at++;
    }
    if (at == size) {
      return Kind.INCOMPLETE;
    }
    method = text(0, at);
    if (!METHODS.contains(method)) {
      return Kind.OTHER;
    }
    at++;
    return target();
  }

  private Kind target() {
    int from = at;
    int mark = -1;
    while (at < size && bytes[at] != SPACE) {
      int c = bytes[at] & 0xff;
      if (c <= SPACE || c >= DELETE || c == '#') {
        return Kind.OTHER;
      }
      if (mark < 0) {
        if (c == '?') {
          mark = at;
        } else if (c == '%' || c == ';' || c == '\\' || (isSeparator(c) && follows(from, '/'))) {
          return Kind.OTHER; // may lead elsewhere than it seems
        }
      }
      at++;
    }
    if (!begins(from, SERVICE) && !begins(from, API_SERVICE)) {
      return at < size ? Kind.OTHER : Kind.INCOMPLETE;
    }
    if (at - from > LONGEST_VALUE) {
      return Kind.OTHER;
    }
    if (size - at < VERSION.length) {
      return Kind.INCOMPLETE;
    }
    path = text(from, mark < 0 ? at : mark);
    query = mark < 0 ? null : text(mark + 1, at);
    if (!begins(at, VERSION)) {
      return Kind.OTHER;
    }
    at += VERSION.length;
    return Kind.PLAIN;
  }

  private static boolean isSeparator(int c) {
    return c == '/' || c == '.';
  }

  private boolean follows(int from, char c) {
    return at > from && bytes[at - 1] == c;
  }

  private boolean begins(int from, byte[] with) {
    if (size - from < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (bytes[from + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  private Kind field() {
    int from = at;
    while (at < size && TOKEN[bytes[at] & 0xff]) {
      at++;
    }
    if (at == size) {
      return at - from > LONGEST_NAME ? Kind.OTHER : Kind.INCOMPLETE;
    }
    int colon = at;
    if (bytes[colon] != ':' || colon == from || colon - from > LONGEST_NAME) {
      return Kind.OTHER;
    }
    at++;
    while (at < size && isValue(bytes[at] & 0xff)) {
      at++;
    }
    if (at - colon > LONGEST_VALUE) {
      return Kind.OTHER;
    }
    if (at + 1 >= size) {
      return at < size && bytes[at] != '\r' ? Kind.OTHER : Kind.INCOMPLETE;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return Kind.OTHER;
    }
    int end = at;
    at += 2;
    line = from;
    return isPlain(text(from, colon).toLowerCase(Locale.ROOT), colon + 1, end)
        ? Kind.PLAIN
        : Kind.OTHER;
  }

  private static boolean isValue(int c) {
    return (c >= SPACE && c != DELETE) || c == '\t';
  }

  /** Whether a field asks nothing of a hop; takes note of what it says. */
  private boolean isPlain(String name, int from, int end) {
    return switch (name) {
      case "host" -> isHost(text(from, end).strip());
      case "content-length" -> isLength(text(from, end).strip());
      case "connection" -> isConnection(text(from, end).strip());
      case "via" -> !Via.isLoop(text(from, end));
      case "cookie" -> !text(from, end).contains("rma_session");
      case "x-forwarded-host" -> {
        forwarded = true;
        yield true;
      }
      case "idempotency-key" -> {
        keyed = true;
        yield true;
      }
      case "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "http2-settings",
          "origin" ->
          false;
      default ->
          !name.startsWith("x-rma-")
              && !name.startsWith("proxy-")
              && !name.startsWith("$"); // application servers say things to each other by such
    };
  }

  private boolean isHost(String value) {
    if (!host.isEmpty() || value.isEmpty() || !value.chars().allMatch(c -> c < 256 && HOST[c])) {
      return false;
    }
    host = value;
    endsHere();
    var colon = value.indexOf(':');
    return colon < 0
        || (colon > 0
            && value.length() - colon <= MAX_LENGTH_DIGITS
            && isNumber(value.substring(colon + 1)));
  }

  private boolean isLength(String value) {
    if (bodyLength >= 0 || value.length() > MAX_LENGTH_DIGITS || !isNumber(value)) {
      return false;
    }
    bodyLength = Integer.parseInt(value);
    endsHere();
    return true;
  }

  private boolean isConnection(String value) {
    if (connection || !value.equalsIgnoreCase("keep-alive")) {
      return false;
    }
    connection = true;
    endsHere();
    return true;
  }

  /** The field goes no further. */
  private void endsHere() {
    ending[endings++] = line;
    ending[endings++] = at;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  String method() {
    return method;
  }

  /** Still encoded. */
  String path() {
    return path;
  }

  /** Without its question mark, still encoded; null without one. */
  @Nullable String query() {
    return query;
  }

  String host() {
    return host;
  }

  /** Whether an earlier hop has said what the first one was asked for. */
  boolean isForwarded() {
    return forwarded;
  }

  /** Whether it may be made twice by <code>Idempotency-Key</code>. */
  boolean hasKey() {
    return keyed;
  }

  /** Writes the fields that go on, each with its line's end. */
  void writeFields(ByteArrayOutputStream to) {
    int from = fieldsFrom;
    for (int i = 0; i < endings; i += 2) {
      to.write(bytes, from, ending[i] - from);
      from = ending[i + 1];
    }
    to.write(bytes, from, fieldsTo - from);
  }

  void writeBody(ByteArrayOutputStream to) {
    to.write(bytes, bodyFrom(), bodyLength());
  }

  private int bodyFrom() {
    return fieldsTo + 2;
  }

  int bodyLength() {
    return Math.max(0, bodyLength);
  }

  /** Bytes of all of it. */
  int length() {
    return bodyFrom() + bodyLength();
  }
}
