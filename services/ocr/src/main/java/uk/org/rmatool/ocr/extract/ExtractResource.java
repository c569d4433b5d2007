package uk.org.rmatool.ocr.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.ocr.tesseract.Layout;
import uk.org.rmatool.ocr.tesseract.Page;
import uk.org.rmatool.ocr.tesseract.Tesseract;
import uk.org.rmatool.ocr.tesseract.Word;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Call;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.upload.Upload;
import uk.org.rmatool.service.upload.Uploads;

/** Has the image of a request read. */
final class ExtractResource {
  private final Uploads uploads;
  private final Places places;
  private final Tesseract tesseract;
  private final VisionModel vision;
  private final ExtractConfig config;

  ExtractResource(
      Uploads uploads,
      Places places,
      Tesseract tesseract,
      VisionModel vision,
      ExtractConfig config) {
    this.uploads = uploads;
    this.places = places;
    this.tesseract = tesseract;
    this.vision = vision;
    this.config = config;
  }

  Answer extract(Call call) throws IOException, InterruptedException {
    uploads.checkHeaders(call.request());
    var wish = Wish.of(call, config, tesseract);
    return places.answer(request -> receiveAndRead(request, wish), call);
  }

  private Answer receiveAndRead(Call call, Wish wish) throws IOException, InterruptedException {
    try (var upload = uploads.receive(call.request())) {
      refusePdf(upload);
      return switch (wish.engine()) {
        case TESSERACT -> byTesseract(upload, wish);
        case MODEL -> byModel(upload, wish);
      };
    }
  }

  private static void refusePdf(Upload upload) throws IOException {
    try (var in = Files.newInputStream(upload.file())) {
      if (Arrays.equals(in.readNBytes(4), "%PDF".getBytes(UTF_8))) {
        throw Wish.refused("file", "must be an image; document-processing reads scanned PDFs.");
      }
    }
  }

  private Answer byTesseract(Upload upload, Wish wish) throws IOException, InterruptedException {
    long started = System.nanoTime();
    var layout =
        tesseract.read(upload.file(), wish.language(), wish.segmentation(), config.timeout());
    if (wish.tsv()) {
      byte[] table = layout.tsv().getBytes(UTF_8);
      return new Answer(
          200, "text/tab-separated-values;charset=utf-8", Map.of(), out -> out.write(table));
    }
    var pages = Json.createArrayBuilder();
    layout.pages().forEach(page -> pages.add(json(page)));
    var answer =
        Json.createObjectBuilder()
            .add("engine", "tesseract")
            .add("language", wish.language())
            .add("text", text(layout));
    var words = layout.pages().stream().flatMap(page -> page.words().stream()).toList();
    if (!words.isEmpty()) {
      answer.add("confidence", mean(words));
    }
    return Answer.json(200, answer.add("pages", pages).add("elapsed_ms", since(started)).build());
  }

  private Answer byModel(Upload upload, Wish wish) throws IOException, InterruptedException {
    long started = System.nanoTime();
    var said = vision.read(upload, wish.model());
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("engine", "model")
            .add("model", said.model())
            .add("text", said.text())
            .add("elapsed_ms", since(started))
            .build());
  }

  private static String text(Layout layout) {
    return layout.pages().stream().map(Page::text).collect(Collectors.joining("\n\n"));
  }

  private static double mean(List<Word> words) {
    double mean = words.stream().mapToDouble(Word::confidence).average().orElse(0);
    return Math.rint(mean * 10) / 10;
  }

  private static long since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
  }

  private static JsonObjectBuilder json(Page page) {
    return Json.createObjectBuilder()
        .add("number", page.number())
        .add("width", page.width())
        .add("height", page.height())
        .add("words", words(page));
  }

  private static JsonArrayBuilder words(Page page) {
    var words = Json.createArrayBuilder();
    for (var word : page.words()) {
      words.add(
          Json.createObjectBuilder()
              .add("text", word.text())
              .add("left", word.left())
              .add("top", word.top())
              .add("width", word.width())
              .add("height", word.height())
              .add("block", word.block())
              .add("paragraph", word.paragraph())
              .add("line", word.line())
              .add("confidence", Math.rint(word.confidence() * 10) / 10));
    }
    return words;
  }
}
