package uk.org.rmatool.jkademlia.records;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Keys that are the same in every run. */
public final class Keys {
  /** The first test key of RFC 8032. */
  public static final String RFC8032_SECRET =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  private Keys() {}

  /** The key pair of a secret key, 32 bytes in hexadecimal digits. */
  public static SigningKey ofSecret(String secret) {
    return SigningKey.create(new Given(HexFormat.of().parseHex(secret)));
  }

  /** One key pair for each number. */
  public static SigningKey of(int number) {
    return ofSecret("%064x".formatted(number + 1));
  }

  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] secret;

    Given(byte[] secret) {
      this.secret = secret.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(secret, 0, bytes, 0, bytes.length);
    }
  }
}
