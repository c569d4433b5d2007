package uk.org.rmatool.platform.identity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP message signatures (RFC 9421) with Ed25519 over the method, the path, the body's digest (RFC
 * 9530) and, for the router's, the home epoch. A node signs under the label <code>rma</code>; the
 * router adds its own under <code>router</code> to what it passes on.
 */
public final class MessageSignature {
  public static final String NODE = "rma";
  public static final String ROUTER = "router";

  /** The home epoch that the router gives a worker; part of the router's signature. */
  public static final String HOME_EPOCH = "RMA-Home-Epoch";

  /** How far the signer's clock may be from ours. */
  public static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final int MAX_HEADER = 4096;
  private static final Pattern INPUT =
      Pattern.compile(
          "(rma|router)=(\\(([^()]*)\\);created=(\\d{1,12});keyid=\"([A-Za-z0-9_-]{1,64})\";alg=\"ed25519\")");
  private static final Pattern SIGNATURE =
      Pattern.compile("(rma|router)=:([A-Za-z0-9+/=]{1,128}):");
  private static final List<String> COVERED = List.of("@method", "@path", "content-digest");
  private static final List<String> COVERED_BY_ROUTER =
      List.of("@method", "@path", "content-digest", "rma-home-epoch");

  private MessageSignature() {}

  /**
   * What was proved by a signature.
   *
   * @param keyId the signer's public key
   * @param created when it was signed
   */
  public record Proof(String keyId, Instant created) {}

  /**
   * Signs a call; the answer holds the headers to send. Path as the receiver sees it, without
   * query.
   */
  public static Map<String, String> sign(
      NodeKey key,
      String label,
      String method,
      String path,
      byte[] body,
      Instant now,
      Map<String, String> headers) {
    var all = new LinkedHashMap<String, String>();
    headers.forEach((name, value) -> all.put(name.toLowerCase(java.util.Locale.ROOT), value));
    all.put("content-digest", digest(body));
    var covered = covered(label);
    var parameters =
        "(%s);created=%d;keyid=\"%s\";alg=\"ed25519\""
            .formatted(quoted(covered), now.getEpochSecond(), key.keyId());
    var base = base(covered, method, path, all::get, parameters);
    var signature =
        Base64.getEncoder().encodeToString(key.sign(base.getBytes(StandardCharsets.UTF_8)));
    var signed = new LinkedHashMap<String, String>();
    signed.put("Content-Digest", digest(body));
    signed.put("Signature-Input", label + "=" + parameters);
    signed.put("Signature", label + "=:" + signature + ":");
    return signed;
  }

  /**
   * Checks the signature with this label, if the call carries one.
   *
   * @param header gives a header's value by its name, several joined by a comma, or null
   * @return empty when there is no such signature
   * @throws SignatureException when there is one and it does not hold, with the reason
   */
  public static Optional<Proof> verify(
      String label,
      String method,
      String path,
      byte[] body,
      Instant now,
      Function<String, @Nullable String> header)
      throws SignatureException {
    var input = find(INPUT, header.apply("Signature-Input"), label);
    if (input.isEmpty()) {
      return Optional.empty();
    }
    var signature = find(SIGNATURE, header.apply("Signature"), label);
    if (signature.isEmpty()) {
      throw new SignatureException("Signature-Input names a signature that is not there");
    }
    var parts = input.get();
    var covered = covered(label);
    if (!quoted(covered).equals(parts.group(3))) {
      throw new SignatureException("the signature must cover " + covered + ", in this order");
    }
    var created = Instant.ofEpochSecond(Long.parseLong(parts.group(4)));
    if (Duration.between(created, now).abs().compareTo(MAX_SKEW) > 0) {
      throw new SignatureException(
          "the signature was made at %s and it is %s now: set the clock of this machine"
              .formatted(created, now));
    }
    if (!digest(body).equals(header.apply("Content-Digest"))) {
      throw new SignatureException("Content-Digest is not the SHA-256 of the body");
    }
    var base = base(covered, method, path, header, parts.group(2));
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature.get().group(2));
    } catch (IllegalArgumentException e) {
      throw new SignatureException("the signature is not base64");
    }
    if (!NodeKey.verify(parts.group(5), base.getBytes(StandardCharsets.UTF_8), bytes)) {
      throw new SignatureException("the signature does not match the call and the key");
    }
    return Optional.of(new Proof(parts.group(5), created));
  }

  private static List<String> covered(String label) {
    return label.equals(ROUTER) ? COVERED_BY_ROUTER : COVERED;
  }

  private static Optional<java.util.regex.Matcher> find(
      Pattern pattern, @Nullable String header, String label) {
    if (header == null || header.length() > MAX_HEADER) {
      return Optional.empty();
    }
    var matcher = pattern.matcher(header);
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  private static String base(
      List<String> covered,
      String method,
      String path,
      Function<String, @Nullable String> header,
      String parameters) {
    var base = new StringBuilder();
    for (var component : covered) {
      var value =
          switch (component) {
            case "@method" -> method;
            case "@path" -> path;
            default -> {
              var given = header.apply(component);
              yield given == null ? "" : given.strip();
            }
          };
      base.append('"').append(component).append("\": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(parameters).toString();
  }

  private static String quoted(List<String> covered) {
    return "\"" + String.join("\" \"", covered) + "\"";
  }

  private static String digest(byte[] body) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(Fingerprint.sha256(body)) + ":";
  }
}
