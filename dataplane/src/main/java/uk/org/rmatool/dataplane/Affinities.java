package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import uk.org.rmatool.dataplane.balancing.Affinity;

/**
 * What callers say of the calls that belong together: a session's key in <code>X-RMA-Session</code>
 * or the cookie <code>rma_session</code>; how a prompt begins, as any text, in <code>
 * X-RMA-Prompt-Prefix</code>. The same for every hop.
 */
public final class Affinities {
  public static final String SESSION = "X-RMA-Session";
  public static final String PREFIX = "X-RMA-Prompt-Prefix";
  private static final String COOKIE = "rma_session";

  private Affinities() {}

  static Affinity of(HttpServletRequest request) {
    return session(request)
        .<Affinity>map(key -> new Affinity.SessionKey(hash(key)))
        .or(() -> header(request, PREFIX).map(prefix -> new Affinity.Prefix(hash(prefix))))
        .orElseGet(Affinity.None::new);
  }

  private static Optional<String> session(HttpServletRequest request) {
    return header(request, SESSION).or(() -> cookie(request));
  }

  private static Optional<String> cookie(HttpServletRequest request) {
    if (request.getHeader("Cookie") == null) {
      return Optional.empty();
    }
    return Stream.ofNullable(request.getCookies())
        .flatMap(Stream::of)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .map(cookie -> cookie.getValue())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private static Optional<String> header(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name)).filter(value -> !value.isEmpty());
  }

  private static long hash(String key) {
    var crc = new CRC32C();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
