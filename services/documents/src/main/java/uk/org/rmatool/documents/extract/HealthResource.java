package uk.org.rmatool.documents.extract;

import jakarta.json.Json;
import uk.org.rmatool.documents.isolation.ParserFailure;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.service.http.Answer;

/** Says how the service is: 200 while it can read documents, 503 while it cannot. */
final class HealthResource {
  private final ParserPool parsers;
  private final ExtractResource extract;
  private final ExtractConfig config;
  private final String version;

  HealthResource(
      ParserPool parsers, ExtractResource extract, ExtractConfig config, String version) {
    this.parsers = parsers;
    this.extract = extract;
    this.config = config;
    this.version = version;
  }

  Answer health() {
    int active = extract.active();
    return Answer.json(
        parsers.healthy() ? 200 : 503,
        Json.createObjectBuilder()
            .add("status", parsers.healthy() ? "healthy" : "unhealthy")
            .add("service", ParserFailure.HOP)
            .add("version", version)
            .add("ocr", parsers.ocr())
            .add("active", active)
            .add("waiting", Math.max(0, active - parsers.size()))
            .add("max_waiting", config.maxWaiting())
            .add("parsers", parsers.size())
            .add("parsers_running", parsers.running())
            .build());
  }
}
