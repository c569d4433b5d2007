package uk.org.rmatool.jkademlia.records;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.id.Bytes;

/** A node's Ed25519 key pair. */
public final class SigningKey {
  /** How many bytes a public key has. */
  public static final int PUBLIC_BYTES = 32;

  /** How many bytes a signature has. */
  public static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "Ed25519";

  /** The X.509 wrapping of every Ed25519 public key; the 32 raw bytes follow. */
  private static final byte[] X509_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

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
          pair.getPrivate(),
          Bytes.wrap(Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length)));
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
      if (!verify(key.publicKey, probe, key.sign(probe))) {
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

  /** Whether the holder of this key signed the message; false for what is no key or signature. */
  static boolean verify(Bytes publicKey, byte[] message, Bytes signed) {
    if (publicKey.size() != PUBLIC_BYTES || signed.size() != SIGNATURE_BYTES) {
      return false;
    }
    try {
      var encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + PUBLIC_BYTES);
      System.arraycopy(publicKey.toArray(), 0, encoded, X509_PREFIX.length, PUBLIC_BYTES);
      var signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
      signature.update(message);
      return signature.verify(signed.toArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
