package uk.org.rmatool.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.documents.RunningService.json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.Await;

/** The real service when things end: documents, parsers, parents, the service itself. */
class LifeCycleTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir Path folder;

  @Test
  void aDocumentThatTakesTooLongCostsOnlyItself() throws Exception {
    try (var service = RunningService.start(folder, "--parse-timeout", "1", "--parsers", "1")) {
      var late = service.post(Samples.heavyPdf(3_000));
      assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
      var problem = json(late);
      assertThat(problem.getString("type")).isEqualTo("urn:rma:problem:upstream-timed-out");
      assertThat(problem.getString("hop")).isEqualTo("document-processing");
      assertThat(problem.getString("detail")).contains("1 seconds");
      assertThat(service.post(Samples.html("Next.")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aParserThatIsKilledAgainAndAgainCostsOnlyItsDocumentAndAFullQueueSaysSo() throws Exception {
    try (var service = RunningService.start(folder, "--parsers", "1", "--max-waiting", "1")) {
      var heavy = Samples.heavyPdf(3_000);
      var first = service.postAsync(heavy);
      Await.until("one active", SOON, () -> service.health().getInt("active") == 1);
      var second = service.postAsync(Samples.html("Patient."));
      Await.until("one waiting", SOON, () -> service.health().getInt("waiting") == 1);

      var third = service.post(Samples.html("Too many."));
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValue("Retry-After")).contains("5");
      assertThat(json(third).getString("type")).isEqualTo("urn:rma:problem:saturated");

      var parsers = service.parsers();
      assertThat(parsers).hasSize(1);
      parsers.getFirst().destroyForcibly();
      assertThat(second.get(30, TimeUnit.SECONDS).body()).contains("Patient.");
      Await.until(
          "it is given up",
          SOON,
          () -> {
            service.parsers().forEach(ProcessHandle::destroyForcibly);
            return first.isDone();
          });
      var killed = first.join();
      assertThat(killed.statusCode()).as(killed.body()).isEqualTo(502);
      assertThat(json(killed).getString("hop")).isEqualTo("document-processing");
      assertThat(service.post(Samples.html("Next.")).statusCode()).isEqualTo(200);
      assertThat(service.health().getString("status")).isEqualTo("healthy");
    }
  }

  @Test
  void aDocumentWhoseParserIsKilledIsReadByAnother() throws Exception {
    try (var service = RunningService.start(folder, "--parsers", "1")) {
      var heavy = service.postAsync(Samples.heavyPdf(500));
      Await.until("one active", SOON, () -> service.health().getInt("active") == 1);
      service.parsers().forEach(ProcessHandle::destroyForcibly);
      var read = heavy.get(60, TimeUnit.SECONDS);
      assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatIsReadSlowlyKeepsItsPlace() throws Exception {
    try (var service = RunningService.start(folder, "--parsers", "1", "--max-waiting", "0");
        var slow = new Socket()) {
      slow.setReceiveBufferSize(16 * 1024);
      slow.setSoTimeout((int) SOON.toMillis());
      slow.connect(new InetSocketAddress("127.0.0.1", service.address.getPort()));
      byte[] document = "slow words ".repeat(900_000).getBytes(UTF_8);
      var head =
          "POST /extract HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
              .formatted(document.length);
      slow.getOutputStream().write(head.getBytes(UTF_8));
      slow.getOutputStream().write(document);
      var start = new String(slow.getInputStream().readNBytes(15), UTF_8);
      assertThat(start).isEqualTo("HTTP/1.1 200 OK");
      assertThat(service.health().getInt("active")).isEqualTo(1);
      assertThat(service.post(Samples.html("Too many.")).statusCode()).isEqualTo(503);

      assertThat(slow.getInputStream().readAllBytes()).hasSizeGreaterThan(9_000_000);
      Await.until("none active", SOON, () -> service.health().getInt("active") == 0);
      assertThat(service.post(Samples.html("Next.")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesBeforeItsAnswerGivesItsPlaceBack() throws Exception {
    try (var service = RunningService.start(folder, "--parsers", "1", "--max-waiting", "0")) {
      try (var socket = new Socket("127.0.0.1", service.address.getPort())) {
        byte[] document = "lost words ".repeat(900_000).getBytes(UTF_8);
        var head = "POST /extract HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n";
        socket.getOutputStream().write(head.formatted(document.length).getBytes(UTF_8));
        socket.getOutputStream().write(document);
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      Await.until("none active", SOON, () -> service.health().getInt("active") == 0);
      assertThat(service.post(Samples.html("Next.")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anIdleParserThatIsKilledIsReplacedUnseen() throws Exception {
    try (var service = RunningService.start(folder, "--parsers", "1")) {
      service.parsers().forEach(ProcessHandle::destroyForcibly);
      assertThat(service.post(Samples.html("Unseen.")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theEndOfStandardInputEndsEverythingWhenTheParentIsWatched() throws Exception {
    var service = RunningService.start(folder, "--exit-with-parent");
    var parsers = service.parsers();
    assertThat(parsers).isNotEmpty();
    service.process.getOutputStream().close();
    assertThat(service.process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(service.process.exitValue()).isZero();
    assertGone(parsers);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aServiceThatIsKilledLeavesNoParserAndItsFilesGoAtTheNextStart() throws Exception {
    var service = RunningService.start(folder);
    var parsers = service.parsers();
    var busy = service.postAsync(Samples.heavyPdf(3_000));
    Await.until("one active", SOON, () -> service.health().getInt("active") == 1);
    service.process.destroyForcibly().waitFor();
    assertGone(parsers);
    assertThat(busy).failsWithin(SOON);
    assertThat(folder).isNotEmptyDirectory();
    try (var next = RunningService.start(folder)) {
      assertThat(folder.toFile().list()).hasSize(1);
      assertThat(next.health().getInt("active")).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void toldToEndItFinishesWhatIsInProgressAndTakesNothingMore() throws Exception {
    var service = RunningService.start(folder);
    var parsers = service.parsers();
    var busy = service.postAsync(Samples.heavyPdf(150));
    Await.until("one active", SOON, () -> service.health().getInt("active") == 1);
    assertThat(service.process.toHandle().destroy()).isTrue();
    parsers.forEach(ProcessHandle::destroy); // as a terminal's Ctrl-C or a service manager does
    Await.until("no more connections", SOON, () -> !accepts(service.address.getPort()));
    var answer = busy.get(30, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).getInt("pages")).isEqualTo(150);
    assertThat(service.process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(service.process.exitValue()).isZero();
    assertGone(parsers);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPortThatIsTakenIsSaidInASentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var program =
          List.of("-cp", System.getProperty("java.class.path"), DocumentsMain.class.getName());
      var process = RunningService.launch(program, folder, "--port", "" + taken.getLocalPort());
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(folder).isEmptyDirectory();
    }
  }

  private static void assertGone(List<ProcessHandle> processes) throws Exception {
    for (var process : processes) {
      Await.until("the end of " + process.pid(), SOON, () -> !process.isAlive());
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
