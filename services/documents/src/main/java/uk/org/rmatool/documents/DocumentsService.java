package uk.org.rmatool.documents;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import uk.org.rmatool.documents.extract.DocumentsServer;
import uk.org.rmatool.documents.isolation.Confinement;
import uk.org.rmatool.documents.isolation.ParserCommand;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.documents.isolation.WorkDirectory;

/**
 * The running service: folder, parsers and server, started in this order and stopped in reverse.
 */
final class DocumentsService {
  private static final Logger LOG = System.getLogger(DocumentsService.class.getName());

  private final WorkDirectory work;
  private final ParserPool parsers;
  private final DocumentsServer server;

  private DocumentsService(WorkDirectory work, ParserPool parsers, DocumentsServer server) {
    this.work = work;
    this.parsers = parsers;
    this.server = server;
  }

  /** Returns when it listens and has a warm parser; leaves nothing behind when it cannot. */
  static DocumentsService start(DocumentsConfig config, String version) throws IOException {
    var work = WorkDirectory.open(config.workDir);
    var confinement = Confinement.probe();
    var parsers =
        new ParserPool(new ParserCommand(confinement, config.parserHeap), work, config.parsers);
    try {
      parsers.start();
      var server =
          new DocumentsServer(
              config.host, config.port, parsers, work.uploads(), config.extract(), version);
      LOG.log(
          Level.INFO,
          "The service is ready. address={0} ocr={1} network_namespace={2}",
          server.address(),
          parsers.ocr(),
          confinement.network());
      return new DocumentsService(work, parsers, server);
    } catch (IOException | RuntimeException e) {
      parsers.close();
      work.close();
      throw e;
    }
  }

  URI address() {
    return server.address();
  }

  /** Takes nothing more, gives what is in progress this long, and removes all that is temporary. */
  void stop(Duration patience) {
    LOG.log(Level.INFO, "The service is stopping. patience_s={0}", patience.toSeconds());
    server.stop(patience);
    parsers.close();
    work.close();
  }
}
