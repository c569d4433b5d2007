package uk.org.rmatool.ner;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.ner.engine.CrfEngine;
import uk.org.rmatool.ner.engine.Engine;
import uk.org.rmatool.ner.engine.Extractor;
import uk.org.rmatool.ner.engine.OnnxEngine;
import uk.org.rmatool.ner.extract.NerRoutes;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.http.Places;

/** The running service: engines and server, started in this order and stopped in reverse. */
final class NerService implements RunningService {
  private static final Logger LOG = System.getLogger(NerService.class.getName());

  private final Extractor extractor;
  private final HttpService server;

  private NerService(Extractor extractor, HttpService server) {
    this.extractor = extractor;
    this.server = server;
  }

  /** Returns when it listens and its models are loaded; leaves nothing behind when it cannot. */
  static NerService start(ServiceOptions listening, NerConfig config, String version)
      throws IOException {
    var extractor = new Extractor(engines(config));
    try {
      var places = new Places(config.maxWaiting, "Enough texts are being read already.");
      var routes = NerRoutes.of(extractor, places, config.maxText, version);
      var server = new HttpService(listening.host(), listening.port(), routes);
      LOG.log(
          Level.INFO,
          "The service is ready. address={0} engines={1}",
          server.address(),
          extractor.names());
      return new NerService(extractor, server);
    } catch (IOException | RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  private static List<Engine> engines(NerConfig config) throws IOException {
    var engines = new ArrayList<Engine>();
    if (config.onnx != null) {
      engines.add(OnnxEngine.load(config.onnx, config.cache, config.timeout));
    }
    if (config.corenlp != null) {
      engines.add(
          CrfEngine.start(CrfEngine.command(config.corenlp, config.corenlpHeap), config.timeout));
    }
    return engines;
  }

  @Override
  public URI address() {
    return server.address();
  }

  @Override
  public void stop(Duration patience) {
    server.stop(patience);
    extractor.close();
  }
}
