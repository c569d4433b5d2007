package uk.org.rmatool.jkademlia.codec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Bytes;

/**
 * One line of {@code vectors.jsonl}: a datagram between deployed nodes, or one they did not answer.
 *
 * @param datagram empty where the line only says that no reply came
 */
public record Vector(
    int sequence,
    String phase,
    String kind,
    String rpc,
    String note,
    String from,
    String to,
    Optional<Bytes> datagram) {
  /** All of them, in the order in which they were recorded. */
  public static List<Vector> all() {
    try (var in = Vector.class.getResourceAsStream("/dht/vectors.jsonl");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(Vector::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that are datagrams and that their recorder did not break on purpose. */
  public static List<Vector> wellFormed() {
    return all().stream()
        .filter(v -> v.kind.equals("request") || v.kind.equals("response"))
        .toList();
  }

  public Bytes bytes() {
    return datagram.orElseThrow();
  }

  public boolean isRequest() {
    return kind.equals("request");
  }

  @Override
  public String toString() {
    return sequence + " " + phase + " " + kind + " " + rpc + " " + note;
  }

  private static Vector parse(String line) {
    return new Vector(
        Integer.parseInt(member(line, "seq", "([0-9]+)")),
        text(line, "phase"),
        text(line, "kind"),
        text(line, "rpc"),
        text(line, "note"),
        text(line, "src"),
        text(line, "dst"),
        Optional.of(text(line, "hex")).filter(hex -> !hex.isEmpty()).map(Bytes::ofHex));
  }

  private static String text(String line, String name) {
    var text = member(line, name, "\"([^\"]*)\"");
    return text == null ? "" : text;
  }

  private static @Nullable String member(String line, String name, String pattern) {
    var matcher = Pattern.compile("\"" + name + "\": " + pattern).matcher(line);
    return matcher.find() ? matcher.group(1) : null;
  }
}
