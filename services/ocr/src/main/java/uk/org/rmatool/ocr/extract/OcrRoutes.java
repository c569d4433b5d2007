package uk.org.rmatool.ocr.extract;

import java.io.IOException;
import java.nio.file.Path;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.ocr.tesseract.Tesseract;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Jobs;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.http.Routes;
import uk.org.rmatool.service.platform.LanguageModel;
import uk.org.rmatool.service.platform.Platform;
import uk.org.rmatool.service.upload.Uploads;

/** What vision-ocr answers to. */
public final class OcrRoutes {
  private OcrRoutes() {}

  /**
   * All of it.
   *
   * @param folder where images are written
   * @param version what to call this version in answers
   */
  public static Routes of(
      Tesseract tesseract, Platform platform, Path folder, ExtractConfig config, String version)
      throws IOException {
    var places =
        new Places(
            config.workers() + config.maxWaiting(),
            "%d images are being read and %d wait already."
                .formatted(config.workers(), config.maxWaiting()));
    var uploads = new Uploads(folder, config.maxImageSize(), config.uploadTimeout());
    var vision = new VisionModel(new LanguageModel(platform), config.visionModel());
    var extract = new ExtractResource(uploads, places, tesseract, vision, config);
    var routes =
        new Routes()
            .post("/", extract::extract)
            .post("/extract", extract::extract)
            .get("/health", call -> health(tesseract, platform, places, config, version))
            .openApi(OcrRoutes.class);
    new Jobs(routes).upload("recognise-text", "/extract");
    return routes;
  }

  private static Answer health(
      Tesseract tesseract, Platform platform, Places places, ExtractConfig config, String version) {
    var languages = Json.createArrayBuilder();
    tesseract.languages().stream().sorted().forEach(languages::add);
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("status", "healthy")
            .add("service", "vision-ocr")
            .add("version", version)
            .add("tesseract", tesseract.version())
            .add("languages", languages)
            .add("language", config.language())
            .add("active", places.active())
            .add("running", tesseract.running())
            .add("workers", config.workers())
            .add("max_waiting", config.maxWaiting())
            .add("platform", platform.known())
            .build());
  }
}
