package uk.org.rmatool.ocr;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import uk.org.rmatool.ocr.extract.OcrRoutes;
import uk.org.rmatool.ocr.tesseract.Tesseract;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.platform.Platform;
import uk.org.rmatool.service.work.Confinement;
import uk.org.rmatool.service.work.WorkDirectory;

/** The running service: folder, tesseract and server. */
final class OcrService implements RunningService {
  static final String NAME = "vision-ocr";

  private static final Logger LOG = System.getLogger(OcrService.class.getName());
  private static final long MB = 1024 * 1024;

  private final WorkDirectory work;
  private final Tesseract tesseract;
  private final Platform platform;
  private final HttpService server;

  private OcrService(
      WorkDirectory work, Tesseract tesseract, Platform platform, HttpService server) {
    this.work = work;
    this.tesseract = tesseract;
    this.platform = platform;
    this.server = server;
  }

  static OcrService start(ServiceOptions listening, OcrConfig config, String version)
      throws IOException {
    var confinement =
        Confinement.probe()
            .limited(config.memory * MB, config.timeout.toSeconds() + 1)
            .endingWithItsStarter();
    var work = WorkDirectory.open(config.workDir, "rma-ocr");
    var platform = new Platform(config.platform.address(), config.timeout);
    try {
      var tesseract = Tesseract.find(config.tesseract, confinement, work, config.workers);
      if (!tesseract.has(config.language)) {
        throw new IOException(
            "tesseract lacks the language %s; it has %s"
                .formatted(config.language, tesseract.languages()));
      }
      var routes = OcrRoutes.of(tesseract, platform, work.uploads(), config.extract(), version);
      var server = new HttpService(listening.host(), listening.port(), routes);
      LOG.log(
          Level.INFO,
          "The service is ready. address={0} tesseract={1} languages={2} network_namespace={3}",
          server.address(),
          tesseract.version(),
          tesseract.languages(),
          confinement.network());
      return new OcrService(work, tesseract, platform, server);
    } catch (IOException | RuntimeException e) {
      platform.close();
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
    tesseract.close();
    platform.close();
    work.close();
  }
}
