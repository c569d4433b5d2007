package uk.org.rmatool.notes;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.notes.convert.Converter;
import uk.org.rmatool.notes.convert.NotesRoutes;
import uk.org.rmatool.notes.model.ModelReader;
import uk.org.rmatool.notes.names.NameFinder;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.platform.LanguageModel;
import uk.org.rmatool.service.platform.Platform;

/** The running service. */
final class NotesService implements RunningService {
  private final Platform platform;
  private final HttpService server;

  private NotesService(Platform platform, HttpService server) {
    this.platform = platform;
    this.server = server;
  }

  /** Returns when it listens. */
  static NotesService start(ServiceOptions listening, NotesConfig config, String version)
      throws IOException {
    var platform = new Platform(config.platform.address(), config.timeout);
    var model =
        config.method.equals("llm") && platform.known()
            ? Optional.of(
                new ModelReader(new LanguageModel(platform), Optional.ofNullable(config.model)))
            : Optional.<ModelReader>empty();
    var converter = new Converter(new NameFinder(platform), model);
    var places = new Places(config.maxWaiting, "Enough notes are being read already.");
    var routes = NotesRoutes.of(converter, places, config.maxNotes, version);
    return new NotesService(platform, new HttpService(listening.host(), listening.port(), routes));
  }

  @Override
  public URI address() {
    return server.address();
  }

  @Override
  public void stop(Duration patience) {
    server.stop(patience);
    platform.close();
  }
}
