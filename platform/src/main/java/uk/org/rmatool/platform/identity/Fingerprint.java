package uk.org.rmatool.platform.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The 16 base32 letters (80 bits) of SHA-256 over a raw Ed25519 public key, lower case, that
 * certify an id.
 */
final class Fingerprint {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LETTERS = 16;

  private Fingerprint() {}

  static String of(byte[] rawPublicKey) {
    var hash = sha256(rawPublicKey);
    var letters = new StringBuilder(LETTERS);
    int buffer = 0;
    int bits = 0;
    for (int i = 0; letters.length() < LETTERS; i++) {
      buffer = ((buffer & 0xff) << 8) | (hash[i] & 0xff);
      bits += 8;
      while (bits >= 5 && letters.length() < LETTERS) {
        bits -= 5;
        letters.append(ALPHABET.charAt((buffer >> bits) & 31));
      }
    }
    return letters.toString();
  }

  static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
