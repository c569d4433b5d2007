package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
  /** Version and algorithm of PKCS #8 before an RSA key of 2048 bits or more. */
  private static final int BEFORE_RSA = 26;

  @TempDir private Path folder;

  private PemFiles files;

  @BeforeEach
  void name() {
    files = new PemFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void readsKeysOfEveryUsualKind(String kind) throws Exception {
    var made = TestCertificate.make(folder, kind);
    made.write(files.certificate(), files.key());
    assertKey(made);
  }

  @Test
  void readsRsaKeysAsCertManagerWritesThem() throws Exception {
    var made = TestCertificate.make(folder, "RSA");
    made.write(files.certificate(), files.key());
    var bare = Arrays.copyOfRange(made.key(), BEFORE_RSA, made.key().length);
    Files.writeString(files.key(), TestCertificate.pem("RSA PRIVATE KEY", bare));
    assertKey(made);
  }

  @Test
  void readsEllipticCurveKeysAsCertManagerWritesThem() throws Exception {
    var made = TestCertificate.make(folder, "EC");
    made.write(files.certificate(), files.key());
    var key =
        (ECPrivateKey)
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(made.key()));
    assertThat(key.getParams().getOrder().bitLength()).as("its curve has 384 bits").isEqualTo(384);
    var secret = HexFormat.of().formatHex(key.getS().toByteArray());
    secret = "0".repeat(96) + secret;
    secret = secret.substring(secret.length() - 96);
    var bare = HexFormat.of().parseHex("303e0201010430" + secret + "a00706052b81040022");
    Files.writeString(
        files.key(),
        "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n"
            + TestCertificate.pem("EC PRIVATE KEY", bare));
    var read = files.parse(files.read()).getKey("tls", PemFiles.NO_PASSWORD);
    assertThat(((ECPrivateKey) read).getS()).isEqualTo(key.getS());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMIID\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nM\n-----END RSA PRIVATE KEY-----\n"
      })
  void saysWhichFileHasNoKey(String text) throws Exception {
    TestCertificate.make(folder, "EC").write(files.certificate(), files.key());
    Files.writeString(files.key(), text);
    var content = files.read();
    assertThatThrownBy(() -> files.parse(content))
        .hasMessageStartingWith("TLS_KEY: ")
        .hasMessageContaining(files.key().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate"})
  void saysWhichFileHasNoCertificate(String text) throws Exception {
    TestCertificate.make(folder, "EC").write(files.certificate(), files.key());
    Files.writeString(files.certificate(), text);
    var content = files.read();
    assertThatThrownBy(() -> files.parse(content))
        .hasMessageStartingWith("TLS_CERTIFICATE: ")
        .hasMessageContaining(files.certificate().toString());
  }

  private void assertKey(TestCertificate made) throws Exception {
    var store = files.parse(files.read());
    assertThat(store.getCertificate("tls")).isEqualTo(made.certificate());
    assertThat(store.getKey("tls", PemFiles.NO_PASSWORD).getEncoded()).isEqualTo(made.key());
  }
}
