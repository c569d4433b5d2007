package uk.org.rmatool.documents.extract;

import java.io.IOException;
import java.nio.file.Path;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.service.http.Jobs;
import uk.org.rmatool.service.http.Routes;
import uk.org.rmatool.service.upload.Uploads;

/** What document-processing answers to. */
public final class DocumentsRoutes {
  private DocumentsRoutes() {}

  /**
   * All of it.
   *
   * @param folder where documents are written
   * @param version what to call this version in answers
   */
  public static Routes of(ParserPool parsers, Path folder, ExtractConfig config, String version)
      throws IOException {
    var uploads = new Uploads(folder, config.maxDocumentSize(), config.uploadTimeout());
    var extract = new ExtractResource(uploads, parsers, config);
    var health = new HealthResource(parsers, extract, config, version);
    var routes =
        new Routes()
            .post("/", extract::extract)
            .post("/extract", extract::extract)
            .get("/health", call -> health.health())
            .openApi(DocumentsRoutes.class);
    new Jobs(routes).upload("extract-document", "/extract");
    return routes;
  }
}
