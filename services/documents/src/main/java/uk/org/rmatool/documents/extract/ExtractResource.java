package uk.org.rmatool.documents.extract;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.documents.isolation.Extraction;
import uk.org.rmatool.documents.isolation.ParserPool;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.service.chunking.Chunker;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.upload.Upload;
import uk.org.rmatool.service.upload.Uploads;

/** Has the document of a request read. */
final class ExtractResource {
  private final Uploads uploads;
  private final ParserPool parsers;
  private final ExtractConfig config;
  private final Places places;

  ExtractResource(Uploads uploads, ParserPool parsers, ExtractConfig config) {
    this.uploads = uploads;
    this.parsers = parsers;
    this.config = config;
    places =
        new Places(
            parsers.size() + config.maxWaiting(),
            "All %d parsers are busy and %d documents wait already."
                .formatted(parsers.size(), config.maxWaiting()));
  }

  Answer extract(Call call) throws IOException, InterruptedException {
    uploads.checkHeaders(call.request());
    var wish = Wish.of(call, config.maxOcr());
    return places.answer(request -> receiveAndRead(request, wish), call);
  }

  private Answer receiveAndRead(Call call, Wish wish) throws IOException, InterruptedException {
    try (var upload = uploads.receive(call.request())) {
      return read(upload, wish);
    }
  }

  /** How many requests are being served, waiting ones and answers on their way included. */
  int active() {
    return places.active();
  }

  private Answer read(Upload upload, Wish wish) throws InterruptedException {
    long started = System.nanoTime();
    var extraction =
        parsers.read(
            new ParseRequest(
                upload.file(),
                upload.fileName(),
                upload.contentType(),
                config.maxText(),
                config.parseTimeout(),
                wish.options()));
    var elapsed = Duration.ofNanos(System.nanoTime() - started);
    return new Answer(
        200, Answer.JSON, Map.of(), out -> write(upload, wish, extraction, elapsed, out));
  }

  private static void write(
      Upload upload, Wish wish, Extraction extraction, Duration elapsed, OutputStream out) {
    var facts = extraction.facts();
    try (var json = Json.createGenerator(out)) {
      json.writeStartObject();
      if (upload.fileName().isEmpty()) {
        json.writeNull("filename");
      } else {
        json.write("filename", upload.fileName());
      }
      json.write("content_type", facts.contentType()).write("size", upload.size());
      facts.pages().ifPresent(pages -> json.write("pages", pages));
      json.write("truncated", facts.truncated())
          .write("ocr", facts.ocr())
          .write("elapsed_ms", elapsed.toMillis());
      writeMetadata(facts.metadata(), json);
      json.write("text", extraction.text());
      wish.chunker().ifPresent(chunker -> writeChunks(chunker, wish, extraction, json));
      json.writeEnd();
    }
  }

  private static void writeMetadata(Map<String, List<String>> metadata, JsonGenerator json) {
    json.writeStartObject("metadata");
    metadata.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            json.write(name, values.getFirst());
          } else {
            json.writeStartArray(name);
            values.forEach(json::write);
            json.writeEnd();
          }
        });
    json.writeEnd();
  }

  private static void writeChunks(
      Chunker chunker, Wish wish, Extraction extraction, JsonGenerator json) {
    var starts = extraction.facts().pageStarts();
    int page = -1;
    json.writeStartArray("chunks");
    for (var chunk : chunker.chunks(extraction.text())) {
      while (page + 1 < starts.size() && starts.get(page + 1) <= chunk.start()) {
        page++;
      }
      json.writeStartObject().write("start", chunk.start()).write("end", chunk.end());
      if (page >= 0) {
        json.write("page", wish.options().firstPage() + page);
      }
      json.write("text", chunk.of(extraction.text())).writeEnd();
    }
    json.writeEnd();
  }
}
