package uk.org.rmatool.jkademlia.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.jkademlia.id.Bytes;

/** The JDK's own check is the reference. */
class Ed25519Test {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] X509 = HEX.parseHex("302a300506032b6570032100");
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final Random random = new Random(8032);

  @ParameterizedTest
  @CsvSource({
    // RFC 8032, section 7.1
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void whatTheStandardShowsHolds(String key, String message, String signature) {
    assertThat(Ed25519.verify(Bytes.ofHex(key), HEX.parseHex(message), Bytes.ofHex(signature)))
        .isTrue();
  }

  @Test
  void signaturesHoldAndChangedOnesDoNot() throws Exception {
    for (int i = 0; i < 100; i++) {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      var key = key(pair);
      var message = bytes(random.nextInt(300));
      var signature = sign(pair, message);
      assertThat(verify(key, message, signature)).isTrue();
      assertThat(verify(key, message, flipped(signature))).isFalse();
      assertThat(verify(flipped(key), message, signature)).isFalse();
      assertThat(verify(key, Arrays.copyOf(message, message.length + 1), signature)).isFalse();
      assertThat(verify(key, message, Arrays.copyOf(signature, 63))).isFalse();
    }
  }

  @Test
  void theOtherFormOfASignatureDoesNotHold() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var message = bytes(20);
    var signature = sign(pair, message);
    var s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
    var greater = FieldElement.littleEndian(s.add(L));
    System.arraycopy(greater, 0, signature, 32, 32);
    assertThat(verify(key(pair), message, signature)).isFalse();
  }

  /** Points of small order, numbers not below p, and what is on no curve, as keys and as R. */
  @Test
  void oddPointsAreJudgedAsTheJdkDoes() {
    var points = oddPoints();
    var message = bytes(9);
    int held = 0;
    for (var key : points) {
      for (var r : points) {
        for (var s : List.of(BigInteger.ZERO, BigInteger.ONE, L, L.subtract(BigInteger.ONE))) {
          var signature = Arrays.copyOf(r, 64);
          System.arraycopy(FieldElement.littleEndian(s), 0, signature, 32, 32);
          boolean holds = verify(key, message, signature);
          assertThat(holds)
              .as("%s %s %s", HEX.formatHex(key), HEX.formatHex(r), s)
              .isEqualTo(jdk(key, message, signature));
          held += holds ? 1 : 0;
        }
      }
    }
    assertThat(held).isPositive();
  }

  @Test
  void arithmeticIsThatOfTheField() {
    for (int i = 0; i < 2_000; i++) {
      var a = number(i);
      var b = number(i / 7);
      var x = FieldElement.of(a);
      var y = FieldElement.of(b);
      assertThat(value(x.plus(y))).isEqualTo(a.add(b).mod(FieldElement.P));
      assertThat(value(x.minus(y))).isEqualTo(a.subtract(b).mod(FieldElement.P));
      assertThat(value(x.minus(y).times(x.plus(y).plus(y))))
          .isEqualTo(a.subtract(b).multiply(a.add(b).add(b)).mod(FieldElement.P));
      assertThat(value(x.minus(y).squared())).isEqualTo(a.subtract(b).pow(2).mod(FieldElement.P));
      if (a.mod(FieldElement.P).signum() != 0) {
        assertThat(value(x.inverse())).isEqualTo(a.modInverse(FieldElement.P));
      }
    }
  }

  /** Often one close to 0, p or 2²⁵⁵, or with long runs of ones. */
  private BigInteger number(int kind) {
    var small = BigInteger.valueOf(random.nextInt(40));
    return switch (kind % 5) {
      case 0 -> small;
      case 1 -> FieldElement.P.subtract(small);
      case 2 -> BigInteger.TWO.pow(255).subtract(BigInteger.ONE).subtract(small);
      case 3 ->
          BigInteger.TWO
              .pow(random.nextInt(255))
              .subtract(BigInteger.ONE)
              .shiftLeft(random.nextInt(60))
              .mod(BigInteger.TWO.pow(255));
      default -> new BigInteger(255, random);
    };
  }

  private static BigInteger value(FieldElement element) {
    return new BigInteger(1, reversed(element.bytes()));
  }

  private List<byte[]> oddPoints() {
    List<byte[]> points = new ArrayList<>();
    for (var y :
        List.of(
            "00",
            "01",
            "02",
            // of order 8
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            // p − 1, p, p + 1, 2²⁵⁵ − 1
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
      var even = Arrays.copyOf(HEX.parseHex(y), 32);
      var odd = even.clone();
      odd[31] |= (byte) 0x80;
      points.add(even);
      points.add(odd);
    }
    points.add(bytes(32));
    return points;
  }

  private static boolean verify(byte[] key, byte[] message, byte[] signature) {
    return Ed25519.verify(Bytes.of(key), message, Bytes.of(signature));
  }

  private static boolean jdk(byte[] key, byte[] message, byte[] signature) {
    try {
      var encoded = Arrays.copyOf(X509, X509.length + 32);
      System.arraycopy(key, 0, encoded, X509.length, 32);
      var check = Signature.getInstance("Ed25519");
      check.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] key(KeyPair pair) {
    return Arrays.copyOfRange(pair.getPublic().getEncoded(), X509.length, X509.length + 32);
  }

  private static byte[] sign(KeyPair pair, byte[] message) throws GeneralSecurityException {
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private byte[] flipped(byte[] bytes) {
    var changed = bytes.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
