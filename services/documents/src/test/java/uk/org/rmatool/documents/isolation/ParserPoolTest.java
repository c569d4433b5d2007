package uk.org.rmatool.documents.isolation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.documents.ListeningServer;
import uk.org.rmatool.documents.Samples;
import uk.org.rmatool.documents.protocol.ParseRequest;
import uk.org.rmatool.documents.protocol.ReadOptions;
import uk.org.rmatool.service.Await;
import uk.org.rmatool.service.work.Confinement;
import uk.org.rmatool.service.work.WorkDirectory;

/** Against real parser processes, without the kernel's help: what Java refuses is refused here. */
class ParserPoolTest {
  private static final int HEAP = 96;
  private static final int MAX_TEXT = 100_000;

  @TempDir static Path folder;
  private static WorkDirectory work;
  private static ParserPool pool;

  @BeforeAll
  static void start() throws Exception {
    work = WorkDirectory.open(folder, "rma-documents");
    pool = new ParserPool(new ParserCommand(Confinement.none(), HEAP), work, 2);
    pool.start();
  }

  @AfterAll
  static void stop() {
    pool.close();
    work.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void noDocumentMakesAParserFetchAnything() throws Exception {
    try (var server = new ListeningServer()) {
      var url = server.url();
      var html =
          """
          <html><head><base href="%1$s/"><link rel="stylesheet" href="%1$s/css">
          <meta http-equiv="refresh" content="0; url=%1$s/next"><script src="%1$s/js"></script></head>
          <body><p>Body.</p><img src="%1$s/img.png"><iframe src="%1$s/frame"></iframe>
          <object data="%1$s/object"></object></body></html>\
          """
              .formatted(url);
      var xml =
          """
          <?xml version="1.0"?>
          <?xml-stylesheet type="text/xsl" href="%1$s/style.xsl"?>
          <!DOCTYPE a SYSTEM "%1$s/a.dtd" [<!ENTITY b SYSTEM "%1$s/b"><!ENTITY %% c SYSTEM "%1$s/c"> %%c;]>
          <a xmlns:xi="http://www.w3.org/2001/XInclude">Body. &b;<xi:include href="%1$s/d"/></a>\
          """
              .formatted(url);
      var svg =
          """
          <svg xmlns="http://www.w3.org/2000/svg"><image href="%1$s/i.png"/><text>Body.</text></svg>\
          """
              .formatted(url);
      assertThat(read("a.html", html.getBytes(UTF_8)).text()).contains("Body.");
      readOrRefuse("a.xml", xml.getBytes(UTF_8));
      readOrRefuse("a.svg", svg.getBytes(UTF_8));
      readOrRefuse("a.docx", Samples.docxReferringTo(url));
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void noDocumentReadsAFileOfTheMachine() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "top secret");
    var xml = "<!DOCTYPE a [<!ENTITY s SYSTEM \"%s\">]><a>Body. &s;</a>".formatted(secret.toUri());
    assertThat(readOrRefuse("a.xml", xml.getBytes(UTF_8))).doesNotContain("top secret");
    Files.delete(secret);
  }

  @Test
  void textIsCutAtTheLimitWithoutSplittingACharacter() throws Exception {
    var extraction = read("a.txt", "😀".repeat(MAX_TEXT).getBytes(UTF_8));
    assertThat(extraction.facts().truncated()).isTrue();
    assertThat(extraction.text()).hasSizeLessThanOrEqualTo(MAX_TEXT).endsWith("😀");
    var whole = read("a.txt", "😀".repeat(MAX_TEXT / 4).getBytes(UTF_8));
    assertThat(whole.facts().truncated()).isFalse();
    assertThat(whole.text().strip()).isEqualTo("😀".repeat(MAX_TEXT / 4));
  }

  @Test
  void aDocumentThatTakesAllMemoryCostsOnlyItself() throws Exception {
    var elements = "<p>x</p>".repeat(6_000_000).getBytes(UTF_8);
    assertThatThrownBy(() -> read("a.html", elements))
        .asInstanceOf(type(PlatformException.class))
        .satisfies(
            e -> {
              assertThat(e.problem().status()).isEqualTo(422);
              assertThat(e.problem().detail()).contains("more memory", HEAP + " MB");
            });
    assertThat(read("a.txt", "Still here.".getBytes(UTF_8)).text()).contains("Still here.");
  }

  @Test
  void aZipBombIsRefused() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros.txt"));
      byte[] spaces = " a".repeat(512 * 1024).getBytes(UTF_8);
      for (int i = 0; i < 200; i++) {
        zip.write(spaces);
      }
    }
    // either Tika takes fright or the text limit cuts it; the parser survives both
    readOrRefuse("bomb.zip", bytes.toByteArray());
    assertThat(read("a.txt", "Still here.".getBytes(UTF_8)).text()).contains("Still here.");
  }

  @Test
  void furtherProcessesComeWhenNeededAndGoWhenIdle() throws Exception {
    var heavy = Samples.heavyPdf(40);
    var one = CompletableFuture.supplyAsync(() -> readOrRefuse("a.pdf", heavy));
    var two = CompletableFuture.supplyAsync(() -> readOrRefuse("b.pdf", heavy));
    Await.until("a second process", Duration.ofSeconds(30), () -> pool.running() == 2);
    assertThat(one.get(60, TimeUnit.SECONDS)).contains("Page full of lines");
    assertThat(two.get(60, TimeUnit.SECONDS)).contains("Page full of lines");
    pool.endIdle(Duration.ofMinutes(1));
    assertThat(pool.running()).isEqualTo(2);
    pool.endIdle(Duration.ZERO);
    assertThat(pool.running()).isEqualTo(1);
  }

  @Test
  void noMoreImagesThanAllowedGoThroughOcr() throws Exception {
    assumeThat(pool.ocr()).isTrue();
    var scan = Samples.scannedPdf("Walrus 4711", "Badger 4712", "Walrus 4713");
    var all = read("a.pdf", scan);
    assertThat(all.text()).contains("Walrus 4711", "Badger 4712", "Walrus 4713");
    assertThat(all.facts().truncated()).isFalse();
    assertThat(all.facts().pageStarts()).hasSize(3);
    var one = read("a.pdf", scan, ReadOptions.everything(1));
    assertThat(one.text()).contains("Walrus 4711").doesNotContain("4712", "4713");
    assertThat(one.facts().truncated()).isTrue();
  }

  @Test
  void whenOcrTakesTooLongWhatWasReadSoFarIsGiven() throws Exception {
    assumeThat(pool.ocr()).isTrue();
    var pages = new String[60];
    Arrays.fill(pages, "Walrus 4711");
    var file = Files.createTempFile(work.uploads(), "", "");
    try {
      Files.write(file, Samples.scannedPdf(pages));
      var options = ReadOptions.everything(1_000);
      var limit = Duration.ofSeconds(5);
      var some = pool.read(new ParseRequest(file, "a.pdf", "", MAX_TEXT, limit, options));
      assertThat(some.facts().truncated()).isTrue();
      assertThat(some.text()).contains("Walrus 4711");
    } finally {
      Files.delete(file);
    }
  }

  private static String readOrRefuse(String name, byte[] document) {
    try {
      return read(name, document).text();
    } catch (PlatformException e) {
      assertThat(e.problem().status()).isEqualTo(422);
      return e.problem().detail();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Extraction read(String name, byte[] document) throws Exception {
    return read(name, document, ReadOptions.everything(10));
  }

  private static Extraction read(String name, byte[] document, ReadOptions options)
      throws Exception {
    var file = Files.createTempFile(work.uploads(), "", "");
    try {
      Files.write(file, document);
      var limit = Duration.ofSeconds(60);
      return pool.read(new ParseRequest(file, name, "", MAX_TEXT, limit, options));
    } finally {
      Files.delete(file);
    }
  }
}
