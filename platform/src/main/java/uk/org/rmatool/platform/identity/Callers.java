package uk.org.rmatool.platform.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.identity.MessageSignature.Proof;

/** Works out who makes a call, from its signatures. */
public final class Callers {
  private Callers() {}

  /**
   * Who makes this call.
   *
   * @param body all of it, as it was sent
   */
  public static Caller identify(HttpServletRequest request, byte[] body, Instant now) {
    Optional<Proof> node = Optional.empty();
    Optional<Proof> router = Optional.empty();
    Optional<String> refusal = Optional.empty();
    try {
      node = verify(MessageSignature.NODE, request, body, now);
      router = verify(MessageSignature.ROUTER, request, body, now);
    } catch (SignatureException e) {
      refusal = Optional.ofNullable(e.getMessage());
    }
    var epoch = request.getHeader(MessageSignature.HOME_EPOCH);
    var homeEpoch =
        router.isPresent() && epoch != null && epoch.matches("\\d{1,18}")
            ? Long.parseLong(epoch)
            : 0;
    return new Caller(request.getRemoteAddr(), node, router, homeEpoch, refusal);
  }

  private static Optional<Proof> verify(
      String label, HttpServletRequest request, byte[] body, Instant now)
      throws SignatureException {
    return MessageSignature.verify(
        label,
        request.getMethod(),
        request.getRequestURI(),
        body,
        now,
        name -> header(request, name));
  }

  /** All values of a header, joined by commas. */
  private static @Nullable String header(HttpServletRequest request, String name) {
    var values = Collections.list(request.getHeaders(name));
    return values.isEmpty() ? null : String.join(",", values);
  }
}
