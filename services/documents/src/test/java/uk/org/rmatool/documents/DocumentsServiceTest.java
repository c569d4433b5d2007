package uk.org.rmatool.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.documents.RunningService.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.Await;

/** The real service over HTTP: formats and refusals. */
class DocumentsServiceTest {
  private static final int MAX_SIZE = 2 * 1024 * 1024;

  @TempDir static Path folder;
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service = RunningService.start(folder, "--max-document-size", "2MB", "--max-text", "200000");
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    assertThat(folder).isEmptyDirectory();
  }

  @AfterEach
  void noUploadStays() throws Exception {
    Await.until("no upload left", Duration.ofSeconds(5), () -> uploadsAre(0));
  }

  @Test
  void aPdfGivesTextTitleAndPages() throws Exception {
    var answer =
        ok(
            service.postForm(
                "two.pdf",
                "application/pdf",
                Samples.pdf("First page of it", "Second page of it")));
    assertThat(answer.getString("filename")).isEqualTo("two.pdf");
    assertThat(answer.getString("content_type")).isEqualTo("application/pdf");
    assertThat(answer.getString("text")).contains("First page of it", "Second page of it");
    assertThat(answer.getInt("pages")).isEqualTo(2);
    assertThat(answer.getBoolean("truncated")).isFalse();
    assertThat(answer.getBoolean("ocr")).isFalse();
    assertThat(answer.getInt("elapsed_ms")).isNotNegative();
    assertThat(answer.getJsonObject("metadata").getString("dc:title")).isEqualTo("A titled PDF");
    assertThat(answer.toString()).doesNotContain(folder.toString());
  }

  @Test
  void aWordDocumentGivesTextAndTitleWhateverItIsCalled() throws Exception {
    var answer = ok(service.post(Samples.docx("Plain words.")));
    assertThat(answer.getString("content_type"))
        .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    assertThat(answer.isNull("filename")).isTrue();
    assertThat(answer.getString("text")).contains("Plain words.");
    assertThat(answer.getJsonObject("metadata").getString("dc:title"))
        .isEqualTo("A titled document");
    assertThat(answer.getJsonObject("metadata")).doesNotContainKey("resourceName");
  }

  @Test
  void aSpreadsheetGivesItsCells() throws Exception {
    var answer = ok(service.postForm("a.xlsx", "application/octet-stream", Samples.xlsx("Cell")));
    assertThat(answer.getString("content_type"))
        .isEqualTo("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assertThat(answer.getString("text")).contains("Figures", "Cell", "42.5");
  }

  @Test
  void aPageOfHtmlGivesWhatAReaderSees() throws Exception {
    var answer =
        ok(service.post(Samples.html("Größe & more"), "Content-Type", "text/html; charset=utf-8"));
    assertThat(answer.getString("content_type")).isEqualTo("text/html");
    assertThat(answer.getString("text")).contains("Heading", "Größe").doesNotContain("hidden");
    assertThat(answer.getJsonObject("metadata").getString("dc:title")).isEqualTo("A page");
  }

  @Test
  void plainTextIsReadInItsEncoding() throws Exception {
    var text = "The Größe of a bear and the façade of a château: naïve words in plain old text.";
    var utf8 = ok(service.post(text.getBytes(UTF_8), "X-Filename", "a.txt"));
    assertThat(utf8.getString("content_type")).isEqualTo("text/plain");
    assertThat(utf8.getString("text")).contains(text);
    var latin1 =
        ok(service.post(Samples.latin1(text), "Content-Type", "text/plain; charset=ISO-8859-1"));
    assertThat(latin1.getString("text")).contains(text);
    var curlsDefault =
        ok(service.post(Samples.latin1(text), "Content-Type", "application/x-www-form-urlencoded"));
    assertThat(curlsDefault.getString("text")).contains(text);
  }

  @Test
  void aMessageGivesItsHeadersItsTextAndItsAttachment() throws Exception {
    var answer =
        ok(
            service.post(
                Samples.eml("Hello Bob.", "Attached words."), "Content-Type", "message/rfc822"));
    assertThat(answer.getString("content_type")).isEqualTo("message/rfc822");
    assertThat(answer.getString("text")).contains("Hello Bob.", "Attached words.");
    var metadata = answer.getJsonObject("metadata");
    assertThat(metadata.getString("dc:title")).isEqualTo("Grüße");
    assertThat(metadata.get("Message-From").toString()).contains("ann@example.org");
  }

  @Test
  void anImageGivesItsMetadataAndWithTesseractItsText() throws Exception {
    var answer = ok(service.postForm("scan.png", "image/png", Samples.png("Walrus 4711")));
    assertThat(answer.getString("content_type")).isEqualTo("image/png");
    assertThat(answer.getJsonObject("metadata").getString("tiff:ImageWidth")).isEqualTo("900");
    boolean ocr = service.health().getBoolean("ocr");
    assertThat(ocr).isEqualTo(tesseractIsInstalled());
    assertThat(answer.getBoolean("ocr")).isEqualTo(ocr);
    if (ocr) {
      assertThat(answer.getString("text")).contains("Walrus 4711");
    }
  }

  @Test
  void aRangeOfPagesIsReadAndTheOthersAreNot() throws Exception {
    var pdf = Samples.pdf("First page of it", "Second page of it", "Third page of it");
    var second = ok(post("/extract?pages=2&chunk_size=200", pdf));
    assertThat(second.getString("text"))
        .contains("Second page")
        .doesNotContain("First page", "Third page");
    assertThat(second.getInt("pages")).isEqualTo(3);
    assertThat(chunk(second, 0).getInt("page")).isEqualTo(2);
    var rest = ok(post("/extract?pages=2-", pdf)).getString("text");
    assertThat(rest).contains("Second page", "Third page").doesNotContain("First page");
    var first = ok(post("/extract?pages=1-2", pdf)).getString("text");
    assertThat(first).contains("First page", "Second page").doesNotContain("Third page");
    assertThat(problem(422, post("/extract?pages=4", pdf)).getString("detail"))
        .contains("it has 3 pages");
    assertThat(problem(422, post("/extract?pages=1", Samples.html("x"))).getString("detail"))
        .contains("PDF documents only");
    for (var pages : new String[] {"0", "3-2", "a", "1,2", ""}) {
      problem(422, post("/extract?pages=" + pages, pdf));
    }
    assertThat(
            problem(422, post("/extract?pages=1", Samples.encryptedPdf("x"))).getString("detail"))
        .contains("encrypted");
  }

  @Test
  void aTextIsCutIntoPassagesThatSayWhereTheyStand() throws Exception {
    var words = "Some words of the page. ".repeat(20).strip();
    var answer =
        ok(post("/extract?chunk_size=200&chunk_overlap=40", Samples.pdf(words, "Short end.")));
    var text = answer.getString("text");
    var chunks = answer.getJsonArray("chunks").getValuesAs(JsonObject.class);
    assertThat(chunks).hasSizeGreaterThan(2);
    for (var chunk : chunks) {
      assertThat(chunk.getString("text"))
          .isEqualTo(text.substring(chunk.getInt("start"), chunk.getInt("end")))
          .hasSizeLessThanOrEqualTo(200);
    }
    assertThat(chunks.getFirst().getInt("page")).isEqualTo(1);
    assertThat(ok(post("/extract?chunk_size=200", Samples.html("x")))).containsKey("chunks");
    assertThat(ok(service.post(Samples.html("x")))).doesNotContainKey("chunks");
    assertThat(chunk(ok(post("/extract?chunk_size=200", Samples.html("x"))), 0))
        .doesNotContainKey("page");
    problem(422, post("/extract?chunk_size=99", Samples.html("x")));
    problem(422, post("/extract?chunk_size=x", Samples.html("x")));
    problem(422, post("/extract?chunk_size=200&chunk_overlap=100", Samples.html("x")));
  }

  @Test
  void aBroadcastJobIsReadAsADocumentIs() throws Exception {
    var pdf = Samples.pdf("First page of it", "Second page of it");
    var job =
        Json.createObjectBuilder()
            .add("job_type", "extract-document")
            .add(
                "job_data",
                Json.createObjectBuilder()
                    .add("content", Base64.getEncoder().encodeToString(pdf))
                    .add("filename", "two.pdf")
                    .add("pages", 2));
    var done = ok(service.post("/jobs", job.build()));
    assertThat(done.getString("status")).isEqualTo("completed");
    var result = done.getJsonObject("result");
    assertThat(result.getString("filename")).isEqualTo("two.pdf");
    assertThat(result.getString("text")).contains("Second page").doesNotContain("First page");
  }

  @Test
  void scannedPagesAreReadUnlessTheyAreNotToBe() throws Exception {
    var scan = Samples.scannedPdf("Walrus 4711", "Badger 4712");
    var never = ok(post("/extract?ocr=never", scan));
    assertThat(never.getBoolean("ocr")).isFalse();
    assertThat(never.getString("text")).doesNotContain("4711");
    problem(422, post("/extract?ocr=maybe", scan));
    if (service.health().getBoolean("ocr")) {
      var read = ok(post("/extract?chunk_size=100", scan));
      assertThat(read.getString("text")).contains("Walrus 4711", "Badger 4712");
      assertThat(read.getBoolean("ocr")).isTrue();
      assertThat(chunk(read, 0).getInt("page")).isEqualTo(1);
      var second = ok(post("/extract?pages=2", scan));
      assertThat(second.getString("text")).contains("Badger 4712").doesNotContain("4711");
      var only = ok(post("/extract?ocr=only", Samples.pdf("Plain words of a page")));
      assertThat(only.getBoolean("ocr")).isTrue();
      assertThat(only.getString("text")).contains("Plain words of a page");
    }
  }

  private static JsonObject chunk(JsonObject answer, int index) {
    return answer.getJsonArray("chunks").getJsonObject(index);
  }

  private static HttpResponse<String> post(String path, byte[] document) throws Exception {
    return service.send(service.request(path).POST(BodyPublishers.ofByteArray(document)));
  }

  @Test
  void theNameComesFromDispositionHeaderOrParameter() throws Exception {
    var body = "Words.".getBytes(UTF_8);
    assertThat(
            ok(service.post(body, "Content-Disposition", "attachment; filename=\"a/b.txt\""))
                .getString("filename"))
        .isEqualTo("b.txt");
    var request = service.request("/?filename=gr%C3%BCn.txt");
    assertThat(
            ok(service.send(request.POST(BodyPublishers.ofByteArray(body)))).getString("filename"))
        .isEqualTo("grün.txt");
  }

  @Test
  void textBeyondTheLimitIsLeftOut() throws Exception {
    var answer = ok(service.post("words and ".repeat(100_000).getBytes(UTF_8)));
    assertThat(answer.getBoolean("truncated")).isTrue();
    assertThat(answer.getString("text")).hasSizeLessThanOrEqualTo(200_000).startsWith("words and");
  }

  @Test
  void anEncryptedDocumentIsRefusedByName() throws Exception {
    var problem = problem(422, service.post(Samples.encryptedPdf("secret")));
    assertThat(problem.getString("detail")).contains("encrypted", "password");
    assertThat(problem.getString("content_type")).isEqualTo("application/pdf");
  }

  @Test
  void aCorruptOrUnknownDocumentIsRefusedWithAReason() throws Exception {
    byte[] broken = Arrays.copyOf(Samples.docx("Cut short."), 600);
    assertThat(
            problem(422, service.postForm("a.docx", "application/octet-stream", broken))
                .getString("detail"))
        .contains("cannot be read")
        .doesNotContain(folder.toString());
    problem(422, service.post("%PDF-1.7 and then nothing of the kind".getBytes(UTF_8)));
    byte[] noise = new byte[3_000];
    new Random(7).nextBytes(noise);
    assertThat(problem(422, service.post(noise)).getString("detail")).contains("no parser");
    ok(service.post(Samples.pdf("The next one works.")));
  }

  @Test
  void notExactlyOneDocumentIsRefused() throws Exception {
    assertThat(problem(422, service.post(new byte[0])).getString("detail")).contains("empty");
    problem(422, service.postForm("a.txt", "text/plain", new byte[0]));
    problem(422, form("--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nq\r\n--x--\r\n"));
    var part =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nWords\r\n";
    assertThat(problem(422, form(part + part + "--x--\r\n")).getString("detail")).contains("2");
  }

  @Test
  void aFormThatIsNoneIsMalformed() throws Exception {
    problem(400, form("not a form at all"));
    problem(
        400,
        form("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut"));
    var request =
        service
            .request("/extract")
            .header("Content-Type", "multipart/form-data")
            .POST(BodyPublishers.ofString("no boundary"));
    problem(400, service.send(request));
  }

  @Test
  void pathsMethodsAndEncodingsThatAreNotTakenAreSaidSo() throws Exception {
    problem(404, service.get("/nothing"));
    var wrong = service.get("/extract");
    problem(405, wrong);
    assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    var post = service.send(service.request("/health").POST(BodyPublishers.ofString("x")));
    problem(405, post);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    problem(415, service.post("zipped".getBytes(UTF_8), "Content-Encoding", "gzip"));
  }

  @Test
  void aDocumentOfExactlyTheLimitIsTakenAndOneByteMoreIsNot() throws Exception {
    byte[] most = " ".repeat(MAX_SIZE).getBytes(UTF_8);
    most[0] = 'A';
    ok(service.post(most));
    ok(service.postForm("a.txt", "text/plain", most));
    byte[] more = Arrays.copyOf(most, MAX_SIZE + 1);
    problem(413, service.postForm("a.txt", "text/plain", more));
  }

  @Test
  void anOversizedDocumentIsRefusedByItsDeclaredLength() throws Exception {
    problem(413, service.post(new byte[20 * MAX_SIZE]));
    ok(service.post(Samples.pdf("The next one works.")));
  }

  @Test
  void anOversizedDocumentIsRefusedAsItStreamsIn() throws Exception {
    var endless = new ByteArrayInputStream(new byte[20 * MAX_SIZE]);
    var request = service.request("/extract").POST(BodyPublishers.ofInputStream(() -> endless));
    problem(413, service.send(request));
    ok(service.post(Samples.pdf("The next one works.")));
  }

  @Test
  void aRefusalIsReadableWhileTheClientStillSendsAndThenTheConnectionCloses() throws Exception {
    try (var socket = new Socket("127.0.0.1", service.address.getPort())) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(
          "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: 40000000\r\n\r\n".getBytes(UTF_8));
      byte[] block = new byte[1_000_000];
      for (int i = 0; i < 40; i++) {
        out.write(block);
      }
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close").endsWith("}");
    }
  }

  @Test
  void aClientThatAsksFirstIsToldNotToSend() throws Exception {
    try (var socket = new Socket("127.0.0.1", service.address.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: 40000000\r\nExpect: 100-continue\r\n\r\n"
                  .getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleLeavesNothingBehind() throws Exception {
    for (var type : new String[] {"text/plain", "multipart/form-data; boundary=x"}) {
      try (var socket = new Socket("127.0.0.1", service.address.getPort())) {
        var head =
            "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\nContent-Type: %s\r\n\r\n"
                    .formatted(type)
                + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().write(new byte[200_000]);
        Await.until("the upload on disk", Duration.ofSeconds(5), () -> uploadsAre(1));
      }
      Await.until("the upload gone", Duration.ofSeconds(5), () -> uploadsAre(0));
    }
    assertThat(service.health().getInt("active")).isZero();
  }

  @Test
  void whatIsNoHttpIsAnsweredWithAProblem() throws Exception {
    try (var socket = new Socket("127.0.0.1", service.address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GARBAGE\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json", "urn:rma:problem:malformed-request");
    }
  }

  @Test
  void healthSaysHowItIs() throws Exception {
    Await.until("none active", Duration.ofSeconds(5), () -> service.health().getInt("active") == 0);
    var health = service.health();
    assertThat(health.getString("status")).isEqualTo("healthy");
    assertThat(health.getString("service")).isEqualTo("document-processing");
    assertThat(health.getInt("active")).isZero();
    assertThat(health.getInt("parsers")).isEqualTo(2);
    assertThat(health.getInt("parsers_running")).isBetween(1, 2);
  }

  @Test
  void theDescriptionListsEveryPathAndEveryStatus() throws Exception {
    var openApi = json(service.get("/openapi"));
    assertThat(openApi.getString("openapi")).startsWith("3.1");
    var paths = openApi.getJsonObject("paths");
    assertThat(paths.keySet())
        .containsExactlyInAnyOrder("/", "/extract", "/health", "/jobs", "/openapi");
    var responses =
        paths.getJsonObject("/extract").getJsonObject("post").getJsonObject("responses");
    assertThat(responses.keySet())
        .contains("200", "400", "405", "413", "415", "422", "500", "502", "503", "504");
    var properties =
        openApi.getValue("/components/schemas/Extraction/properties").asJsonObject().keySet();
    assertThat(properties)
        .containsAll(ok(post("/extract?chunk_size=100", Samples.pdf("x"))).keySet());
    assertThat(openApi.getValue("/components/schemas/Health/properties").asJsonObject().keySet())
        .isEqualTo(service.health().keySet());
    for (var response : openApi.getValue("/components/responses").asJsonObject().values()) {
      var content = response.asJsonObject().getJsonObject("content");
      assertThat(content.getJsonObject("application/problem+json").keySet())
          .containsAnyOf("example", "examples");
    }
  }

  private static JsonObject ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return json(response);
  }

  private static JsonObject problem(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = json(response);
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("type")).startsWith("urn:rma:problem:");
    assertThat(problem.get("message")).isInstanceOf(JsonString.class);
    return problem;
  }

  private static HttpResponse<String> form(String body) throws Exception {
    return service.send(
        service
            .request("/extract")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Whether there are so many; what vanishes while they are counted means "not yet". */
  private static boolean uploadsAre(int expected) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(f -> f.getParent().endsWith("uploads")).count() == expected;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean tesseractIsInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tesseract")));
  }
}
