package uk.org.rmatool.jkademlia.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.jkademlia.ed25519.Ed25519;
import uk.org.rmatool.jkademlia.id.Bytes;

class CertifiedIdTest {
  private static final SigningKey KEY = Keys.ofSecret(Keys.RFC8032_SECRET);

  @Test
  void anIdCarriesTheFingerprintOfItsKey() {
    assertThat(KEY.publicKey())
        .hasToString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertThat(CertifiedId.of("lab", KEY.publicKey())).hasToString("lab-eh7ddx5bksrgcytl");
  }

  @Test
  void anIdIsOneOfTheHolderOfItsKeyAlone() {
    var id = CertifiedId.parse("lab-7-eh7ddx5bksrgcytl").orElseThrow();
    assertThat(id.name()).isEqualTo("lab-7");
    assertThat(id.certifies(KEY.publicKey())).isTrue();
    assertThat(id.certifies(Keys.of(1).publicKey())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu-001",
        "-mxkq2v5zc3hn7rta",
        "lab-mxkq2v5zc3hn7rt",
        "lab-mxkq2v5zc3hn7rtaa",
        "lab-MXKQ2V5ZC3HN7RTA",
        "lab-mxkq2v5zc3hn7rt1",
        "labmxkq2v5zc3hn7rta"
      })
  void deployedNodesIdsCertifyNothing(String id) {
    assertThat(CertifiedId.parse(id)).isEmpty();
  }

  @Test
  void longNamesAreCutForSets() {
    assertThat(CertifiedId.of("0123456789", KEY.publicKey()).shortened().name())
        .isEqualTo("0123456789");
    var cut = CertifiedId.of("0123456789a", KEY.publicKey()).shortened();
    assertThat(cut.name()).isEqualTo("0123456789");
    assertThat(cut.certifies(KEY.publicKey())).isTrue();
  }

  @Test
  void aKeyPairIsReadBackFromItsHalves() {
    var pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + Keys.RFC8032_SECRET);
    var key = SigningKey.of(pkcs8, KEY.publicKey().toArray());
    var message = new byte[] {1, 2, 3};
    assertThat(key.sign(message)).isEqualTo(KEY.sign(message));
    assertThat(Ed25519.verify(KEY.publicKey(), message, key.sign(message))).isTrue();
    assertThat(Ed25519.verify(KEY.publicKey(), new byte[] {1, 2}, key.sign(message))).isFalse();
    var other = Keys.of(1).publicKey().toArray();
    assertThatThrownBy(() -> SigningKey.of(pkcs8, other)).hasMessageContaining("not the private");
    assertThatThrownBy(() -> SigningKey.of(new byte[3], other)).hasMessageContaining("Ed25519");
    assertThat(SigningKey.create(new SecureRandom()).publicKey()).isNotEqualTo(KEY.publicKey());
  }

  @Test
  void whatIsNoKeyOrSignatureHoldsNothing() {
    var message = new byte[] {1};
    var signature = KEY.sign(message);
    assertThat(Ed25519.verify(Bytes.wrap(new byte[31]), message, signature)).isFalse();
    assertThat(Ed25519.verify(Bytes.wrap(new byte[32]), message, signature)).isFalse();
    assertThat(Ed25519.verify(KEY.publicKey(), message, Bytes.wrap(new byte[63]))).isFalse();
    assertThat(Ed25519.verify(KEY.publicKey(), message, Bytes.wrap(new byte[64]))).isFalse();
  }
}
