package uk.org.rmatool.documents;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import uk.org.rmatool.documents.extract.DocumentsRoutes;
import uk.org.rmatool.documents.isolation.ParserCommand;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.work.Confinement;
import uk.org.rmatool.service.work.WorkDirectory;

/**
 * The running service: folder, parsers and server, started in this order and stopped in reverse.
 */
final class DocumentsService implements RunningService {
  private static final Logger LOG = System.getLogger(DocumentsService.class.getName());

  private final WorkDirectory work;
  private final ParserPool parsers;
  private final HttpService server;

  private DocumentsService(WorkDirectory work, ParserPool parsers, HttpService server) {
    this.work = work;
    this.parsers = parsers;
    this.server = server;
  }

  /** Returns when it listens and has a warm parser; leaves nothing behind when it cannot. */
  static DocumentsService start(ServiceOptions listening, DocumentsConfig config, String version)
      throws IOException {
    var work = WorkDirectory.open(config.workDir, "rma-documents");
    var confinement = Confinement.probe();
    var parsers =
        new ParserPool(new ParserCommand(confinement, config.parserHeap), work, config.parsers);
    try {
      parsers.start();
      var routes = DocumentsRoutes.of(parsers, work.uploads(), config.extract(), version);
      var server = new HttpService(listening.host(), listening.port(), routes);
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

  @Override
  public URI address() {
    return server.address();
  }

  @Override
  public void stop(Duration patience) {
    server.stop(patience);
    parsers.close();
    work.close();
  }
}
