package uk.org.rmatool.front;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Puts a private key into the form that the JDK reads, PKCS #8 (RFC 5208), from those that it does
 * not: PKCS #1 (RFC 8017, appendix A.1.2) and SEC 1 (RFC 5915). DER.
 */
final class Pkcs8 {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** rsaEncryption and its parameters, which are none. */
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

  /** id-ecPublicKey; its parameter is the curve. */
  private static final byte[] ELLIPTIC_CURVE = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Pkcs8() {}

  static byte[] ofRsa(byte[] key) {
    return wrap(RSA, key);
  }

  /**
   * The same for an elliptic curve.
   *
   * @throws IllegalArgumentException when the key does not say which curve
   */
  static byte[] ofEllipticCurve(byte[] key) {
    var fields = value(key, 0);
    int at = end(fields, end(fields, 0)); // after the version and the secret number
    if (at >= fields.length || (fields[at] & 0xff) != CURVE) {
      throw new IllegalArgumentException("the key does not name its curve");
    }
    return wrap(concat(ELLIPTIC_CURVE, value(fields, at)), key);
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, concat(VERSION, der(SEQUENCE, algorithm), der(OCTETS, key)));
  }

  private static byte[] der(int tag, byte[] value) {
    var length = new ByteArrayOutputStream();
    length.write(tag);
    if (value.length < 0x80) {
      length.write(value.length);
    } else if (value.length < 0x100) {
      length.write(0x81);
      length.write(value.length);
    } else {
      length.write(0x82);
      length.write(value.length >> 8);
      length.write(value.length);
    }
    return concat(length.toByteArray(), value);
  }

  /** What the element there holds. */
  private static byte[] value(byte[] der, int at) {
    return Arrays.copyOfRange(der, start(der, at), end(der, at));
  }

  private static int start(byte[] der, int at) {
    require(at + 1 < der.length);
    var first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  /** Where the next element begins. */
  private static int end(byte[] der, int at) {
    int start = start(der, at);
    require(start <= der.length);
    int length = der[at + 1] & 0xff;
    if (length >= 0x80) {
      require(length <= 0x82);
      length = 0;
      for (int i = at + 2; i < start; i++) {
        length = (length << 8) | (der[i] & 0xff);
      }
    }
    require(start + length <= der.length);
    return start + length;
  }

  private static void require(boolean whole) {
    if (!whole) {
      throw new IllegalArgumentException("the key is cut off");
    }
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
