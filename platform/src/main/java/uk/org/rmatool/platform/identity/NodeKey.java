package uk.org.rmatool.platform.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import uk.org.rmatool.api.NodeId;

/**
 * A node's Ed25519 key pair, made at the first start and kept in a file that only its owner can
 * read. Losing the file means becoming another node.
 */
public final class NodeKey {
  private static final String FILE = "node.key";

  /** The X.509 wrapping of every Ed25519 public key; the 32 raw bytes follow. */
  private static final byte[] X509_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private NodeKey(PrivateKey privateKey, byte[] publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** A key pair for tests and for nodes that keep none. */
  public static NodeKey create() {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new NodeKey(pair.getPrivate(), raw(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * The key in this folder, made now if there is none. Two lines of base64: the private key (PKCS
   * #8), the public key (raw).
   *
   * @throws UncheckedIOException when the folder cannot be written or the file is not a key
   */
  public static NodeKey loadOrCreate(Path folder) {
    var file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        create().save(file);
      }
      var lines = Files.readAllLines(file);
      return of(lines.getFirst(), lines.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException("The node key " + file + " cannot be read or written", e);
    } catch (RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(
              "The node key " + file + " is damaged: restore it, or remove it to become a new node",
              e));
    }
  }

  /**
   * A key that was written as text.
   *
   * @param privateText PKCS #8 in base64
   * @param publicText the raw public key in base64
   * @throws IllegalArgumentException when it is not a key
   */
  public static NodeKey of(String privateText, String publicText) {
    try {
      var decoder = Base64.getDecoder();
      var spec = new PKCS8EncodedKeySpec(decoder.decode(privateText));
      var key = KeyFactory.getInstance("Ed25519").generatePrivate(spec);
      return new NodeKey(key, decoder.decode(publicText));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("That is not an Ed25519 key", e);
    }
  }

  /** The private key, PKCS #8 in base64. */
  public String privateText() {
    return Base64.getEncoder().encodeToString(privateKey.getEncoded());
  }

  /** The raw public key in base64. */
  public String publicText() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  /** Keeps this key in this folder, in place of the one that is there. */
  public void keepIn(Path folder) {
    try {
      save(folder.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException("The node key cannot be written in " + folder, e);
    }
  }

  private void save(Path file) throws IOException {
    var text = privateText() + "\n" + publicText() + "\n";
    var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * This node's self-certifying id, <code>name-fingerprint</code>; what a name cannot hold becomes
   * a dash.
   */
  public NodeId id(String name) {
    var clean =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
    var prefix = clean.isEmpty() ? "node" : clean.substring(0, Math.min(clean.length(), 100));
    return new NodeId(prefix + "-" + Fingerprint.of(publicKey));
  }

  /**
   * The raw public key, 32 bytes in base64url without padding: the <code>keyid</code> of our
   * signatures.
   */
  public String keyId() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey);
  }

  byte[] sign(byte[] message) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Signing with a key that loaded cannot fail", e);
    }
  }

  /**
   * Whether the message was signed by the key with this id; false for anything that is no key or no
   * signature.
   */
  static boolean verify(String keyId, byte[] message, byte[] signed) {
    try {
      var bytes = Base64.getUrlDecoder().decode(keyId);
      var encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + bytes.length);
      System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, bytes.length);
      var signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether this key id is the one that the id's fingerprint certifies. */
  public static boolean certifies(String keyId, NodeId id) {
    try {
      var raw = Base64.getUrlDecoder().decode(keyId);
      return id.fingerprint().filter(Fingerprint.of(raw)::equals).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] raw(byte[] x509) {
    return Arrays.copyOfRange(x509, X509_PREFIX.length, x509.length);
  }
}
