package uk.org.rmatool.jkademlia.records;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.jkademlia.id.Bytes;

/**
 * An id that certifies a key: <code>name-fingerprint</code>, the fingerprint being the first 16
 * letters of the base32 form of SHA-256 over the raw Ed25519 public key, in lower case.
 */
public record CertifiedId(String name, String fingerprint) {
  /**
   * The longest name that an entry of a provider set has room for; longer ones are cut there, see
   * {@link #shortened}.
   */
  public static final int SHORT_NAME = 10;

  private static final Pattern FORM = Pattern.compile("(.+)-([a-z2-7]{16})");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LETTERS = 16;

  public CertifiedId {
    if (!FORM.matcher(name + "-" + fingerprint).matches()) {
      throw new IllegalArgumentException("not an id: " + name + "-" + fingerprint);
    }
  }

  /** The id that a key's holder has under a name. */
  public static CertifiedId of(String name, Bytes publicKey) {
    return new CertifiedId(name, fingerprint(publicKey));
  }

  /** The parts of an id; empty for an id that certifies nothing, as those of deployed nodes. */
  public static Optional<CertifiedId> parse(String id) {
    var matcher = FORM.matcher(id);
    return matcher.matches()
        ? Optional.of(new CertifiedId(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Whether this id is one of the holder of this key. */
  public boolean certifies(Bytes publicKey) {
    return fingerprint.equals(fingerprint(publicKey));
  }

  /**
   * The id under which provider sets list this node: the same key, the name cut to {@value
   * #SHORT_NAME} characters.
   */
  public CertifiedId shortened() {
    return name.length() <= SHORT_NAME
        ? this
        : new CertifiedId(name.substring(0, SHORT_NAME), fingerprint);
  }

  @Override
  public String toString() {
    return name + "-" + fingerprint;
  }

  static String fingerprint(Bytes publicKey) {
    var hash = sha256(publicKey.toArray());
    var letters = new StringBuilder(LETTERS);
    for (int letter = 0; letter < LETTERS; letter++) {
      int value = 0;
      for (int bit = 5 * letter; bit < 5 * letter + 5; bit++) {
        value = (value << 1) | ((hash[bit / 8] >> (7 - bit % 8)) & 1);
      }
      letters.append(ALPHABET.charAt(value));
    }
    return letters.toString();
  }

  static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
