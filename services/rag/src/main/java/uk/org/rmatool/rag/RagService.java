package uk.org.rmatool.rag;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.rag.answering.AskResource;
import uk.org.rmatool.rag.answering.CollectionsResource;
import uk.org.rmatool.rag.answering.DocumentsResource;
import uk.org.rmatool.rag.answering.SearchResource;
import uk.org.rmatool.rag.collections.Collections;
import uk.org.rmatool.rag.embedding.EmbeddingsResource;
import uk.org.rmatool.rag.embedding.MiniLm;
import uk.org.rmatool.rag.reading.DocumentProcessing;
import uk.org.rmatool.service.RunningService;
import uk.org.rmatool.service.ServiceOptions;
import uk.org.rmatool.service.chunking.Chunker;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.HttpService;
import uk.org.rmatool.service.http.Jobs;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.http.Routes;
import uk.org.rmatool.service.platform.LanguageModel;
import uk.org.rmatool.service.platform.Platform;
import uk.org.rmatool.service.upload.Uploads;
import uk.org.rmatool.service.work.WorkDirectory;

/** The running service: folders, model, collections and server. */
final class RagService implements RunningService {
  static final String NAME = "rag-embeddings";

  /** What the model reads well at once: it was trained on some 250 word pieces. */
  static final Chunker CHUNKER = new Chunker(900, 150);

  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(5);
  private static final Logger LOG = System.getLogger(RagService.class.getName());

  private final WorkDirectory work;
  private final Collections collections;
  private final Platform platform;
  private final HttpService server;

  private RagService(
      WorkDirectory work, Collections collections, Platform platform, HttpService server) {
    this.work = work;
    this.collections = collections;
    this.platform = platform;
    this.server = server;
  }

  static RagService start(ServiceOptions listening, RagConfig config, String version)
      throws IOException {
    var data = config.dataDir.toAbsolutePath();
    clearLibraries(data);
    var collections =
        Collections.open(
            data.resolve("collections"), config.limits(), MiniLm.NAME, Clock.systemUTC());
    var platform = new Platform(config.platform.address(), config.platformTimeout);
    WorkDirectory work = null;
    try {
      work = WorkDirectory.open(data.resolve("work"), "rma-rag");
      var model = new MiniLm(data.resolve("cache"));
      var uploads = new Uploads(work.uploads(), config.maxFileSize, UPLOAD_LIMIT);
      var documents =
          new DocumentsResource(
              collections,
              model,
              CHUNKER,
              config.maxText,
              uploads,
              new DocumentProcessing(platform, CHUNKER));
      var routes = routes(config, version, collections, model, documents, platform);
      var server = new HttpService(listening.host(), listening.port(), routes);
      LOG.log(
          Level.INFO,
          "The service is ready. address={0} collections={1}",
          server.address(),
          collections.all().size());
      return new RagService(work, collections, platform, server);
    } catch (IOException | RuntimeException e) {
      collections.close();
      platform.close();
      if (work != null) {
        work.close();
      }
      throw e;
    }
  }

  private static Routes routes(
      RagConfig config,
      String version,
      Collections collections,
      MiniLm model,
      DocumentsResource documents,
      Platform platform)
      throws IOException {
    var places =
        new Places(config.maxActive, "%d requests are in progress.".formatted(config.maxActive));
    var embeddings = new EmbeddingsResource(model);
    var all = new CollectionsResource(collections);
    var search = new SearchResource(collections, model);
    var ask = new AskResource(collections, model, new LanguageModel(platform));
    var routes =
        new Routes()
            .get("/v1/models", embeddings::models)
            .post("/v1/embeddings", places.limit(embeddings::embed))
            .get("/collections", all::list)
            .post("/collections/{name}", all::make)
            .get("/collections/{name}", all::get)
            .delete("/collections/{name}", all::remove)
            .post("/collections/{name}/documents", places.limit(documents::put))
            .get("/collections/{name}/documents", documents::list)
            .delete("/collections/{name}/documents", documents::removeAll)
            .get("/collections/{name}/documents/{id}", documents::get)
            .delete("/collections/{name}/documents/{id}", documents::remove)
            .post("/collections/{name}/search", places.limit(search::search))
            .post("/collections/{name}/ask", places.limit(ask::ask))
            .get("/health", call -> health(config, version, collections, places, platform))
            .openApi(RagService.class);
    new Jobs(routes)
        .json("embed", "POST", "/v1/embeddings")
        .json("make-collection", "POST", "/collections/{collection}")
        .json("ingest-document", "POST", "/collections/{collection}/documents")
        .json("remove-document", "DELETE", "/collections/{collection}/documents/{id}");
    return routes;
  }

  /** 503 when a collection cannot be written any more: starting again helps once there is space. */
  private static Answer health(
      RagConfig config, String version, Collections collections, Places places, Platform platform) {
    var broken = collections.broken();
    var health =
        Json.createObjectBuilder()
            .add("status", broken.isEmpty() ? "healthy" : "unhealthy")
            .add("service", NAME)
            .add("version", version)
            .add("model", MiniLm.NAME)
            .add("collections", collections.all().size())
            .add("active", places.active())
            .add("max_active", config.maxActive)
            .add("platform", platform.known());
    broken.ifPresent(reason -> health.add("reason", reason));
    return Answer.json(broken.isEmpty() ? 200 : 503, health.build());
  }

  /**
   * A killed process leaves the model runtime's unpacked library. Where temporary files go to the
   * working folder or below the data folder nobody else puts any there.
   */
  private static void clearLibraries(Path data) throws IOException {
    var temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    boolean ours = temporary.startsWith(data) || temporary.equals(Path.of("").toAbsolutePath());
    if (!ours || !Files.isDirectory(temporary)) {
      return;
    }
    try (var left = Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
      left.forEach(WorkDirectory::deleteTree);
    }
  }

  @Override
  public URI address() {
    return server.address();
  }

  @Override
  public void stop(Duration patience) {
    server.stop(patience);
    platform.close();
    collections.close();
    work.close();
  }
}
