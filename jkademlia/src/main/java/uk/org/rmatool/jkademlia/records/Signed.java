package uk.org.rmatool.jkademlia.records;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonNumber;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonObject;
import uk.org.rmatool.jkademlia.json.JsonValue.JsonString;

/**
 * A JSON object whose member <code>_dht</code> says who signed it, for which key, as the
 * how-manieth and until when. The signature is over <code>rma-dht-v1</code>, the key string and the
 * RFC 8785 form of the object without the signature, a line each.
 *
 * @param body the object, <code>_dht</code> included
 * @param text the canonical text of that
 * @param digest the SHA-256 of the text, which says all that there is to check
 * @param key the key string
 * @param point where that is
 * @param sequence epoch milliseconds when it was signed
 * @param expires from when on it is no longer there
 * @param publicKey 32 bytes
 * @param signature 64 bytes
 */
record Signed(
    JsonObject body,
    String text,
    Bytes digest,
    String key,
    Key point,
    long sequence,
    Instant expires,
    Bytes publicKey,
    Bytes signature) {
  static final Duration MAX_LIFETIME = Duration.ofHours(1);
  static final Duration SKEW = Duration.ofMinutes(2);

  /** The newer one last; of two that are as new, any of them, but the same one everywhere. */
  static final Comparator<Signed> BY_AGE =
      Comparator.comparingLong(Signed::sequence).thenComparing(Signed::text);

  static final String ENVELOPE = "_dht";
  private static final int VERSION = 1;
  private static final double MAX_INTEGER = 1L << 53;

  /** Whether an object claims to be signed. */
  static boolean isClaimedBy(JsonObject object) {
    return object.get(ENVELOPE).isPresent();
  }

  /** Reads what an object says of its signature, and checks none of it. */
  static Signed read(JsonObject body) throws RefusedException {
    if (!(body.get(ENVELOPE).orElse(null) instanceof JsonObject envelope)) {
      throw new RefusedException(Refusal.MALFORMED);
    }
    if (integer(envelope, "v") != VERSION) {
      throw new RefusedException(Refusal.VERSION);
    }
    return of(
        body,
        string(envelope, "k"),
        integer(envelope, "seq"),
        Instant.ofEpochSecond(integer(envelope, "exp")),
        bytes(envelope, "pk", SigningKey.PUBLIC_BYTES),
        bytes(envelope, "sig", SigningKey.SIGNATURE_BYTES));
  }

  /** Signs an object. */
  static Signed make(
      JsonObject content, String key, long sequence, Instant expires, SigningKey signer) {
    var envelope =
        new JsonObject(
            Map.of(
                "v", new JsonNumber(VERSION),
                "k", new JsonString(key),
                "seq", new JsonNumber(sequence),
                "exp", new JsonNumber(expires.getEpochSecond()),
                "pk", new JsonString(encode(signer.publicKey()))));
    var unsigned = content.with(ENVELOPE, envelope);
    var signature = signer.sign(message(key, unsigned));
    return of(
        content.with(ENVELOPE, envelope.with("sig", new JsonString(encode(signature)))),
        key,
        sequence,
        Instant.ofEpochSecond(expires.getEpochSecond()),
        signer.publicKey(),
        signature);
  }

  private static Signed of(
      JsonObject body,
      String key,
      long sequence,
      Instant expires,
      Bytes publicKey,
      Bytes signature) {
    var text = body.canonical();
    var digest = Bytes.wrap(CertifiedId.sha256(text.getBytes(StandardCharsets.UTF_8)));
    return new Signed(
        body, text, digest, key, Key.named(key), sequence, expires, publicKey, signature);
  }

  /** Checks that this belongs under a key and in this time. */
  void check(Key at, Instant now) throws RefusedException {
    if (!point.equals(at)) {
      throw new RefusedException(Refusal.KEY);
    }
    if (!now.isBefore(expires)) {
      throw new RefusedException(Refusal.EXPIRED);
    }
    if (expires.isAfter(now.plus(MAX_LIFETIME).plus(SKEW))) {
      throw new RefusedException(Refusal.EXPIRY);
    }
    if (sequence > now.plus(SKEW).toEpochMilli()) {
      throw new RefusedException(Refusal.SEQUENCE);
    }
  }

  /** What the signature is over. */
  byte[] message() {
    return body.get(ENVELOPE).orElse(null) instanceof JsonObject envelope
        ? message(key, body.with(ENVELOPE, envelope.without("sig")))
        : message(key, body);
  }

  private static byte[] message(String key, JsonObject unsigned) {
    return ("rma-dht-v1\n" + key + "\n" + unsigned.canonical()).getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  private static String string(JsonObject envelope, String name) throws RefusedException {
    return envelope.text(name).orElseThrow(() -> new RefusedException(Refusal.MALFORMED));
  }

  private static long integer(JsonObject envelope, String name) throws RefusedException {
    double number =
        envelope.number(name).orElseThrow(() -> new RefusedException(Refusal.MALFORMED));
    if (number != Math.rint(number) || number < 0 || number > MAX_INTEGER) {
      throw new RefusedException(Refusal.MALFORMED);
    }
    return (long) number;
  }

  /** Bytes in base64url without padding; there is one text for them. */
  private static Bytes bytes(JsonObject envelope, String name, int length) throws RefusedException {
    var text = string(envelope, name);
    try {
      var bytes = Bytes.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.size() == length && encode(bytes).equals(text)) {
        return bytes;
      }
      throw new RefusedException(Refusal.MALFORMED);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Refusal.MALFORMED);
    }
  }
}
