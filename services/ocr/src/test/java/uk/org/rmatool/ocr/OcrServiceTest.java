package uk.org.rmatool.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static uk.org.rmatool.service.RunningProgram.json;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.Await;
import uk.org.rmatool.service.RunningProgram;

/** The real service with the real tesseract, where it is installed, and stand-ins for the rest. */
class OcrServiceTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir static Path folder;
  private static final AtomicReference<String> ASKED = new AtomicReference<>("");
  private static HttpServer platform;
  private static RunningProgram service;

  @BeforeAll
  static void open() throws Exception {
    assumeThat(tesseractIsInstalled()).isTrue();
    platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/service/llm-inference/v1/chat/completions",
        exchange -> {
          try (exchange) {
            ASKED.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer =
                "{\"model\":\"sees\",\"choices\":[{\"message\":{\"content\":\"A sign\"}}]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    platform.start();
    service =
        start(
            "--max-image-size",
            "1MB",
            "--platform",
            "http://127.0.0.1:" + platform.getAddress().getPort());
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
      platform.stop(0);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void wordsComeWithTheirPlacesAndConfidence() throws Exception {
    var answer = ok(post("/extract", png("Walrus 4711", "Second line")));
    assertThat(answer.getString("text")).isEqualTo("Walrus 4711\n\nSecond line");
    assertThat(answer.getJsonNumber("confidence").doubleValue()).isBetween(70.0, 100.0);
    var page = answer.getJsonArray("pages").getJsonObject(0);
    assertThat(page.getInt("width")).isEqualTo(900);
    assertThat(page.getInt("height")).isEqualTo(320);
    var words = page.getJsonArray("words").getValuesAs(JsonObject.class);
    assertThat(words)
        .extracting(w -> w.getString("text"))
        .containsExactly("Walrus", "4711", "Second", "line");
    var walrus = words.getFirst();
    assertThat(walrus.getInt("left")).isBetween(35, 60);
    assertThat(walrus.getInt("top")).isBetween(40, 70);
    assertThat(walrus.getInt("height")).isBetween(35, 70);
    assertThat(words.get(1).getInt("left")).isGreaterThan(walrus.getInt("left") + 150);
    assertThat(words.get(2).getInt("top")).isGreaterThan(walrus.getInt("top") + 100);
    assertThat(words.get(2).getInt("block")).isGreaterThan(walrus.getInt("block"));
  }

  @Test
  void germanAndEnglishInOneImageAreReadWithUmlauts() throws Exception {
    assumeThat(service.health().getJsonArray("languages").toString())
        .as("the languages of tesseract")
        .contains("\"deu\"");
    var lines = List.of("Frau Müller grüßt", "The harbour at noon", "Übung für Öl und Maß");
    var image = png(lines.toArray(String[]::new));
    for (var language : List.of("eng+deu", "deu+eng", "deu%2Beng")) {
      var answer = ok(post("/extract?language=" + language, image));
      assertThat(answer.getString("language")).isEqualTo(language.replace("%2B", "+"));
      assertThat(answer.getString("text").lines().filter(line -> !line.isEmpty()))
          .containsExactlyElementsOf(lines);
    }
    assertThat(post("/extract?language=deu&format=tsv", image).body())
        .contains("\tgrüßt\n", "\tÖl\n", "\tMaß\n");
    assertThat(ok(post("/extract?language=eng", image)).getString("text"))
        .as("letters that English has not")
        .contains("The harbour at noon")
        .doesNotContain("grüßt");
  }

  @Test
  void languagesThatAreNotThereAreRefusedWithThoseThatAre() throws Exception {
    try (var english = start("--tesseract", fake("exit 1"))) {
      assertThat(english.health().getJsonArray("languages"))
          .extracting(language -> ((JsonString) language).getString())
          .containsExactly("eng");
      for (var language : List.of("deu", "eng%2Bdeu", "klingon", "eng%2B", "")) {
        var refused = send(english, "/extract?language=" + language, png("Tür"));
        problem(422, refused, "language: must be of those that are installed, joined by +: eng.");
      }
      var job =
          Json.createObjectBuilder()
              .add("job_type", "recognise-text")
              .add(
                  "job_data",
                  Json.createObjectBuilder()
                      .add("content", Base64.getEncoder().encodeToString(png("Tür")))
                      .add("language", "deu"));
      problem(422, english.post("/jobs", job.build()), "installed, joined by +: eng.");
    }
  }

  @Test
  void aDefaultLanguageThatIsNotThereStopsTheStart() throws Exception {
    var process =
        RunningProgram.launch(
            RunningProgram.onClassPath(OcrMain.class),
            "--tesseract",
            fake("exit 1"),
            "--language",
            "eng+deu",
            "--work-dir",
            folder.toString());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void aBroadcastJobIsReadAsAnImageIs() throws Exception {
    var image = Base64.getEncoder().encodeToString(png("Walrus 4711"));
    var job =
        Json.createObjectBuilder()
            .add("job_type", "recognise-text")
            .add(
                "job_data",
                Json.createObjectBuilder().add("content", image).add("language", "eng"));
    var done = ok(service.post("/jobs", job.build()));
    assertThat(done.getString("status")).isEqualTo("completed");
    assertThat(done.getJsonObject("result").getString("text")).isEqualTo("Walrus 4711");
  }

  @Test
  void theTableIsTesseractsOwn() throws Exception {
    var answer = post("/extract?format=tsv&psm=6", png("Walrus 4711"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/tab-separated-values");
    assertThat(answer.body()).startsWith("level\tpage_num\t").contains("\tWalrus\n");
  }

  @Test
  void anImageWithoutTextHasNone() throws Exception {
    var answer = ok(post("/extract", png("")));
    assertThat(answer.getString("text")).isEmpty();
    assertThat(answer).doesNotContainKey("confidence");
  }

  @Test
  void whatCannotBeReadIsRefusedWithAReason() throws Exception {
    problem(422, post("/extract", "no image at all".getBytes(StandardCharsets.UTF_8)), "damaged");
    problem(422, post("/extract", Arrays.copyOf(png("Walrus"), 300)), "cannot be read");
    problem(422, post("/extract", "%PDF-1.7".getBytes(StandardCharsets.UTF_8)), "scanned PDFs");
    problem(422, post("/extract", new byte[0]), "empty");
    problem(413, post("/extract", new byte[2_000_000]), "1048576");
    problem(422, post("/extract?language=xxx", png("a")), "eng");
    problem(422, post("/extract?language=eng%2Bxxx", png("a")), "eng");
    problem(422, post("/extract?language=..%2Feng", png("a")), "installed");
    problem(422, post("/extract?psm=2", png("a")), "psm");
    problem(422, post("/extract?format=xml", png("a")), "format");
    problem(422, post("/extract?engine=x", png("a")), "engine");
    assertThat(ok(post("/extract", png("Next"))).getString("text")).isEqualTo("Next");
  }

  @Test
  void aVisionModelIsGivenTheImageAndItsTextIsTheAnswer() throws Exception {
    var image = png("a sign");
    var answer = ok(post("/extract?engine=model&model=sees", image));
    assertThat(answer.getString("engine")).isEqualTo("model");
    assertThat(answer.getString("model")).isEqualTo("sees");
    assertThat(answer.getString("text")).isEqualTo("A sign");
    assertThat(ASKED.get())
        .contains("\"image_url\"", "data:image/png;base64,iVBORw0KGgo", "\"model\":\"sees\"");
    problem(422, post("/extract?engine=model", image), "model");
    problem(
        422,
        post("/extract?engine=model&model=sees", "text".getBytes(StandardCharsets.UTF_8)),
        "PNG");
    problem(422, post("/extract?engine=model&model=sees&format=tsv", image), "layout");
  }

  @Test
  void anImageThatTakesTooLongIsGivenUpAndNothingOfItIsLeft() throws Exception {
    var slow = fake("sleep 60");
    try (var late = start("--tesseract", slow, "--timeout", "1", "--workers", "1")) {
      var answer = send(late, "/extract", png("a"));
      problem(504, answer, "1 seconds");
      Await.until(
          "no process left", SOON, () -> late.process.toHandle().descendants().count() == 0);
    }
  }

  @Test
  void anImageWhoseReaderIsKilledIsReadAgain() throws Exception {
    var mark = Files.createTempDirectory("killed").resolve("once");
    var killed =
        fake("[ -e '%1$s' ] || { : >'%1$s'; kill -9 $$; }; exec tesseract \"$@\"".formatted(mark));
    try (var service = start("--tesseract", killed, "--workers", "1")) {
      assertThat(ok(send(service, "/extract", png("Walrus"))).getString("text"))
          .isEqualTo("Walrus");
      assertThat(mark).exists();
    }
  }

  @Test
  void aFullQueueSaysSoAndAStopEndsWhatRuns() throws Exception {
    var slow = fake("sleep 60");
    var busy = start("--tesseract", slow, "--workers", "1", "--max-waiting", "0");
    var image = png("a");
    var first = CompletableFuture.supplyAsync(() -> quietly(busy, image));
    Await.until("one is read", SOON, () -> busy.health().getInt("running") == 1);
    var second = send(busy, "/extract", image);
    problem(503, second, "wait already");
    assertThat(second.headers().firstValue("Retry-After")).contains("5");
    var children = busy.process.toHandle().descendants().toList();
    assertThat(children).isNotEmpty();
    busy.process.getOutputStream().close();
    busy.close();
    for (var child : children) {
      Await.until("the end of " + child.pid(), SOON, () -> !child.isAlive());
    }
    assertThat(first).succeedsWithin(SOON);
  }

  @Test
  void aServiceThatIsKilledTakesItsReadersAlong() throws Exception {
    var killed = start("--tesseract", fake("exec sleep 60"));
    var image = png("a");
    var reading = CompletableFuture.supplyAsync(() -> quietly(killed, image));
    Await.until("one is read", SOON, () -> killed.health().getInt("running") == 1);
    var children = killed.process.toHandle().descendants().toList();
    killed.process.destroyForcibly().waitFor();
    for (var child : children) {
      Await.until("the end of " + child.pid(), SOON, () -> !child.isAlive());
    }
    assertThat(reading).succeedsWithin(SOON);
    try (var next = start()) { // clears what was left
      assertThat(next.health().getInt("active")).isZero();
    }
  }

  @Test
  void aReaderThatTakesTooMuchMemoryOrSaysTooMuchCostsOnlyItsImage() throws Exception {
    var greedy = fake("exec tail /dev/zero"); // holds all of an endless line
    try (var small = start("--tesseract", greedy, "--memory", "128")) {
      problem(422, send(small, "/extract", png("a")), "memory");
      assertThat(small.health().getString("status")).isEqualTo("healthy");
    }
    try (var loud = start("--tesseract", fake("exec yes"))) {
      problem(422, send(loud, "/extract", png("a")), "cannot be read");
    }
  }

  @Test
  void withoutTesseractItDoesNotStart() throws Exception {
    var process =
        RunningProgram.launch(
            RunningProgram.onClassPath(OcrMain.class),
            "--tesseract",
            "no-such-program",
            "--work-dir",
            folder.toString());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void theDescriptionListsEveryPathAndHealthSaysWhatThereIs() throws Exception {
    var openApi = json(service.get("/openapi"));
    assertThat(openApi.getJsonObject("paths").keySet())
        .containsExactlyInAnyOrder("/", "/extract", "/health", "/jobs", "/openapi");
    assertThat(openApi.getValue("/components/schemas/Health/properties").asJsonObject().keySet())
        .isEqualTo(service.health().keySet());
    assertThat(openApi.getValue("/components/schemas/Reading/properties").asJsonObject().keySet())
        .containsAll(ok(post("/extract", png("a word"))).keySet());
    assertThat(service.health().getJsonArray("languages").toString()).contains("eng");
  }

  /** A program that answers questions as tesseract does, and images with this. */
  private static String fake(String onImage) throws IOException {
    var file = Files.createTempFile("fake-tesseract", ".sh");
    Files.writeString(
        file,
        """
        #!/bin/sh
        case $1 in
          --version) echo tesseract 0.0 ;;
          --list-langs) echo eng ;;
          *) %s ;;
        esac
        """
            .formatted(onImage));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    file.toFile().deleteOnExit();
    return file.toString();
  }

  private static RunningProgram start(String... options) throws Exception {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--work-dir", folder.toString(), "--exit-with-parent"));
    return RunningProgram.start(OcrMain.class, all.toArray(String[]::new));
  }

  private static int quietly(RunningProgram service, byte[] image) {
    try {
      return send(service, "/extract", image).statusCode();
    } catch (Exception e) {
      return 0; // the service has ended
    }
  }

  private static HttpResponse<String> post(String path, byte[] image) throws Exception {
    return send(service, path, image);
  }

  private static HttpResponse<String> send(RunningProgram to, String path, byte[] image)
      throws Exception {
    return to.send(to.request(path).POST(BodyPublishers.ofByteArray(image)));
  }

  private static JsonObject ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static void problem(int status, HttpResponse<String> response, String detail) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).getString("detail")).contains(detail);
  }

  private static byte[] png(String... lines) throws IOException {
    var image = new BufferedImage(900, 160 * lines.length, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 64));
    for (int i = 0; i < lines.length; i++) {
      graphics.drawString(lines[i], 40, 100 + 160 * i);
    }
    graphics.dispose();
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  static boolean tesseractIsInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tesseract")));
  }
}
