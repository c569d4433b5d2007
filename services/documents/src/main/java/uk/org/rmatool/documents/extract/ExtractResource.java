package uk.org.rmatool.documents.extract;

import jakarta.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Request;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.documents.isolation.Extraction;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.documents.protocol.ParseRequest;

/** Has the document of a request read. */
final class ExtractResource {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Uploads uploads;
  private final ParserPool parsers;
  private final ExtractConfig config;
  private final int capacity;
  private final Semaphore places;

  ExtractResource(Uploads uploads, ParserPool parsers, ExtractConfig config) {
    this.uploads = uploads;
    this.parsers = parsers;
    this.config = config;
    capacity = parsers.size() + config.maxWaiting();
    places = new Semaphore(capacity);
  }

  /** The answer keeps its place until it has been sent: it holds the whole text in memory. */
  Answer extract(Request request) throws IOException, InterruptedException {
    uploads.checkHeaders(request);
    if (!places.tryAcquire()) {
      throw PlatformException.retryLater(
          ProblemType.SATURATED,
          "All %d parsers are busy and %d documents wait already."
              .formatted(parsers.size(), config.maxWaiting()),
          RETRY_AFTER);
    }
    try {
      return receiveAndRead(request).releasing(places::release);
    } catch (Throwable e) {
      places.release();
      throw e;
    }
  }

  private Answer receiveAndRead(Request request) throws IOException, InterruptedException {
    try (var upload = uploads.receive(request)) {
      return read(upload);
    }
  }

  /** How many requests are being served, waiting ones and answers on their way included. */
  int active() {
    return capacity - places.availablePermits();
  }

  private Answer read(Upload upload) throws InterruptedException {
    long started = System.nanoTime();
    var extraction =
        parsers.read(
            new ParseRequest(
                upload.file(),
                upload.fileName(),
                upload.contentType(),
                config.maxText(),
                config.parseTimeout()));
    var elapsed = Duration.ofNanos(System.nanoTime() - started);
    return new Answer(
        200,
        Answer.JSON,
        Map.of(),
        out -> write(upload.fileName(), upload.size(), extraction, elapsed, out));
  }

  private static void write(
      String fileName, long size, Extraction extraction, Duration elapsed, OutputStream out) {
    var facts = extraction.facts();
    try (var json = Json.createGenerator(out)) {
      json.writeStartObject();
      if (fileName.isEmpty()) {
        json.writeNull("filename");
      } else {
        json.write("filename", fileName);
      }
      json.write("content_type", facts.contentType()).write("size", size);
      facts.pages().ifPresent(pages -> json.write("pages", pages));
      json.write("truncated", facts.truncated())
          .write("ocr", facts.ocr())
          .write("elapsed_ms", elapsed.toMillis())
          .writeStartObject("metadata");
      facts
          .metadata()
          .forEach(
              (name, values) -> {
                if (values.size() == 1) {
                  json.write(name, values.getFirst());
                } else {
                  json.writeStartArray(name);
                  values.forEach(json::write);
                  json.writeEnd();
                }
              });
      json.writeEnd().write("text", extraction.text()).writeEnd();
    }
  }
}
