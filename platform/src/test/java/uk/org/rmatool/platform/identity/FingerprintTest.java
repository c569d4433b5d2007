package uk.org.rmatool.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** The first test key of RFC 8032; the DHT's records have the same example. */
  @Test
  void aKeyHasTheFingerprintThatStorersOfRecordsFind() {
    var key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assertThat(Fingerprint.of(HexFormat.of().parseHex(key))).isEqualTo("eh7ddx5bksrgcytl");
  }
}
