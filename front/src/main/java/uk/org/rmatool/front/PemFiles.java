package uk.org.rmatool.front;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A certificate and its key, as certificate authorities and cert-manager write them.
 *
 * @param certificate PEM file: the certificate, then those that lead to its authority
 * @param key PEM file: an unencrypted private key, RSA or of an elliptic curve (PKCS #8, PKCS #1,
 *     SEC 1)
 */
record PemFiles(Path certificate, Path key) {
  static final char[] NO_PASSWORD = {};

  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END");

  /** What both files hold; equal while neither has changed. */
  record Content(String certificate, String key) {}

  /**
   * Reads both.
   *
   * @throws IOException with a sentence that names the file and says what is wrong with it
   */
  Content read() throws IOException {
    return new Content(read("TLS_CERTIFICATE", certificate), read("TLS_KEY", key));
  }

  private static String read(String setting, Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IOException("%s: %s cannot be read: %s".formatted(setting, file, e), e);
    }
  }

  /**
   * A key store for a TLS server, with no password.
   *
   * @throws IOException with a sentence that names the file and says what is wrong with it
   */
  KeyStore parse(Content content) throws IOException {
    var chain = chain(content.certificate());
    var secret = key(content.key());
    if (!belongTogether(chain[0], secret)) {
      throw new IOException(
          "TLS_KEY: %s is not the key of the first certificate in %s.".formatted(key, certificate));
    }
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("tls", secret, NO_PASSWORD, chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("%s is of no use: %s".formatted(certificate, e.getMessage()), e);
    }
  }

  private Certificate[] chain(String pem) throws IOException {
    try {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
              .toArray(Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "TLS_CERTIFICATE: %s is no PEM file with certificates: %s"
              .formatted(certificate, e.getMessage()),
          e);
    }
    throw new IOException("TLS_CERTIFICATE: %s has no certificate.".formatted(certificate));
  }

  private PrivateKey key(String pem) throws IOException {
    var found = KEY.matcher(pem);
    if (!found.find()) {
      throw new IOException(
          "TLS_KEY: %s is no PEM file with an unencrypted private key.".formatted(key));
    }
    try {
      var der = Base64.getMimeDecoder().decode(found.group(2));
      var spec =
          new PKCS8EncodedKeySpec(
              switch (found.group(1)) {
                case "RSA PRIVATE KEY" -> Pkcs8.ofRsa(der);
                case "EC PRIVATE KEY" -> Pkcs8.ofEllipticCurve(der);
                default -> der;
              });
      return any(spec);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "TLS_KEY: the private key in %s cannot be read; it may be RSA or EC.".formatted(key), e);
    }
  }

  private static PrivateKey any(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    GeneralSecurityException failure = new GeneralSecurityException("no kind of key fits");
    for (var kind : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** Signs something and sees whether the certificate takes it. */
  private static boolean belongTogether(Certificate certificate, PrivateKey key) {
    try {
      var algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
          };
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(NO_BYTES);
      var signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(NO_BYTES);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static final byte[] NO_BYTES = {};
}
