package uk.org.rmatool.ner.extract;

import jakarta.json.Json;
import java.io.IOException;
import uk.org.rmatool.ner.engine.CrfEngine;
import uk.org.rmatool.ner.engine.Extractor;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Jobs;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.http.Routes;

/** What ner-extraction answers to. */
public final class NerRoutes {
  private NerRoutes() {}

  /**
   * All of it.
   *
   * @param maxText longest text taken, in code points
   * @param version what to call this version in answers
   */
  public static Routes of(Extractor extractor, Places places, int maxText, String version)
      throws IOException {
    var extract = new ExtractResource(extractor, maxText);
    var routes =
        new Routes()
            .post("/", places.limit(extract::extract))
            .post("/extract", places.limit(extract::extract))
            .get("/health", call -> health(extractor, places, version))
            .openApi(NerRoutes.class);
    new Jobs(routes).json("extract-entities", "POST", "/extract");
    return routes;
  }

  private static Answer health(Extractor extractor, Places places, String version) {
    var engines = Json.createArrayBuilder();
    extractor.names().forEach(engines::add);
    var trouble = extractor.trouble();
    var health =
        Json.createObjectBuilder()
            .add("status", trouble.isEmpty() ? "healthy" : "unhealthy")
            .add("service", CrfEngine.HOP)
            .add("version", version)
            .add("engines", engines)
            .add("active", places.active());
    trouble.ifPresent(why -> health.add("message", why));
    return Answer.json(trouble.isEmpty() ? 200 : 503, health.build());
  }
}
