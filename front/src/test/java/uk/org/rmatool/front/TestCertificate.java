package uk.org.rmatool.front;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of 127.0.0.1 and localhost that vouches for itself, made by the JDK's keytool.
 *
 * @param certificate what clients are shown
 * @param key its private key, PKCS #8
 */
public record TestCertificate(X509Certificate certificate, byte[] key) {
  private static final String PASSWORD = "secret";
  private static final String NAME = "tls";

  /**
   * Makes one.
   *
   * @param folder where it may leave a file
   * @param kind RSA or EC
   */
  public static TestCertificate make(Path folder, String kind)
      throws IOException, GeneralSecurityException, InterruptedException {
    var store = Files.createTempFile(folder, "key", ".p12");
    Files.delete(store);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    NAME,
                    "-keyalg",
                    kind,
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("keytool has failed");
    }
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new TestCertificate(
        (X509Certificate) keys.getCertificate(NAME),
        keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded());
  }

  /** Writes both as PEM files. */
  public void write(Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(keyFile, pem("PRIVATE KEY", key));
  }

  static String pem(String what, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der));
  }

  /** For a client that trusts it alone. */
  public SSLContext trusted() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(NAME, certificate);
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
