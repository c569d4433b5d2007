package uk.org.rmatool.front;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate that is shown to clients: the latest good one. */
final class Certificates {
  private static final Logger LOG = System.getLogger(Certificates.class.getName());

  private final PemFiles files;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private PemFiles.Content seen;

  /**
   * Reads the files.
   *
   * @throws IOException with a sentence that says what is wrong with them
   */
  Certificates(PemFiles files) throws IOException {
    this.files = files;
    seen = files.read();
    context.setKeyStore(files.parse(seen));
    context.setKeyStorePassword("");
    context.setSniRequired(false);
    context.setRenegotiationAllowed(false);
  }

  SslContextFactory.Server context() {
    return context;
  }

  /**
   * Shows what is in the files now, to clients that come from now on. Files that cannot be used
   * change nothing, and are told of once.
   */
  synchronized void renew() {
    try {
      var now = files.read();
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      var store = files.parse(now);
      context.reload(factory -> factory.setKeyStore(store));
      LOG.log(
          Level.INFO, () -> "The certificate was renewed. file=%s".formatted(files.certificate()));
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          () -> "The certificate is not renewed, the one before is kept. " + e.getMessage());
    } catch (Exception e) {
      LOG.log(Level.WARNING, "The certificate is not renewed, the one before is kept.", e);
    }
  }
}
