package uk.org.rmatool.jkademlia.records;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.ed25519.Ed25519;
import uk.org.rmatool.jkademlia.id.Bytes;

/** A node's Ed25519 key pair. */
public final class SigningKey {
  /** How many bytes a public key has. */
  public static final int PUBLIC_BYTES = Ed25519.PUBLIC_BYTES;

  /** How many bytes a signature has. */
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_BYTES;

  private static final String ALGORITHM = "Ed25519";

  /** Of the X.509 wrapping of every Ed25519 public key; the 32 raw bytes follow. */
  private static final int X509_PREFIX = 12;

  private final PrivateKey privateKey;
  private final Bytes publicKey;

  private SigningKey(PrivateKey privateKey, Bytes publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** A new key pair; the same for the same chance. */
  public static SigningKey create(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(255, random);
      var pair = generator.generateKeyPair();
      var encoded = pair.getPublic().getEncoded();
      return new SigningKey(
          pair.getPrivate(), Bytes.wrap(Arrays.copyOfRange(encoded, X509_PREFIX, encoded.length)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * A key pair that exists.
   *
   * @param privateKey in PKCS #8
   * @param publicKey the 32 raw bytes
   * @throws IllegalArgumentException when these are not the two halves of a key pair
   */
  public static SigningKey of(byte[] privateKey, byte[] publicKey) {
    try {
      var key =
          new SigningKey(
              KeyFactory.getInstance(ALGORITHM)
                  .generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
              Bytes.of(publicKey));
      var probe = new byte[] {1};
      if (!Ed25519.verify(key.publicKey, probe, key.sign(probe))) {
        throw new IllegalArgumentException("the public key is not the private key's");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("that is not an Ed25519 key", e);
    }
  }

  /** The 32 raw bytes. */
  public Bytes publicKey() {
    return publicKey;
  }

  Bytes sign(byte[] message) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(message);
      return Bytes.wrap(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with a key that loaded cannot fail", e);
    }
  }
}
