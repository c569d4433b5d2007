package uk.org.rmatool.rag.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.FileNotFoundException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import uk.org.rmatool.rag.collections.Entry.Piece;
import uk.org.rmatool.service.chunking.Chunker;
import uk.org.rmatool.service.platform.Platform;
import uk.org.rmatool.service.upload.Upload;

/** Has files read, and cut into passages, by document-processing. */
public final class DocumentProcessing {
  private static final String SERVICE = "document-processing";
  private static final int MAX_ANSWER = 64 * 1024 * 1024;

  private final Platform platform;
  private final Chunker chunker;

  public DocumentProcessing(Platform platform, Chunker chunker) {
    this.platform = platform;
    this.chunker = chunker;
  }

  /**
   * A file that has been read.
   *
   * @param title what it says it is called, if it does
   * @param truncated whether it has more text than was read
   */
  public record Read(
      Optional<String> title, String contentType, boolean truncated, List<Piece> passages) {
    public Read {
      passages = List.copyOf(passages);
    }
  }

  /** Throws a {@code PlatformException}: 422 when it cannot be read, 503 when nobody reads. */
  public Read read(Upload upload) throws InterruptedException, FileNotFoundException {
    var query =
        "?chunk_size=%d&chunk_overlap=%d&filename=%s"
            .formatted(
                chunker.size(), chunker.overlap(), URLEncoder.encode(upload.fileName(), UTF_8));
    var request =
        platform.request(SERVICE, "/extract" + query).POST(BodyPublishers.ofFile(upload.file()));
    if (!upload.contentType().isEmpty()) {
      request.header("Content-Type", upload.contentType());
    }
    var answer = platform.send(SERVICE, request, MAX_ANSWER);
    try {
      return read(answer);
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw Platform.failed(SERVICE, "its answer is not what was expected");
    }
  }

  private Read read(JsonObject answer) {
    var text = answer.getString("text");
    var chunks = answer.getJsonArray("chunks");
    // an older document-processing gives the text alone
    var passages = chunks == null ? Piece.of(text, chunker) : given(text, chunks);
    var title =
        answer.getJsonObject("metadata").get("dc:title") instanceof JsonString named
            ? Optional.of(named.getString()).filter(name -> !name.isBlank())
            : Optional.<String>empty();
    return new Read(
        title, answer.getString("content_type"), answer.getBoolean("truncated"), passages);
  }

  private static List<Piece> given(String text, JsonArray chunks) {
    var passages = new ArrayList<Piece>();
    for (var chunk : chunks.getValuesAs(JsonObject.class)) {
      int start = chunk.getInt("start");
      int end = chunk.getInt("end");
      var page =
          chunk.get("page") instanceof JsonNumber number
              ? OptionalInt.of(number.intValue())
              : OptionalInt.empty();
      passages.add(new Piece(text.substring(start, end), start, end, page));
    }
    return passages;
  }
}
