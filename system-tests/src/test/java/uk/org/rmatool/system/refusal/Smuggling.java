package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.RawCall;

/**
 * No bytes make router or coordinator send a worker a request that something in front of them may
 * not have seen as one (RFC 9112, section 11.2), nor a header that was none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Smuggling {
  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3})");
  private static final String HIDDEN = "GET %s/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String END = "0\r\n\r\n";

  private FakeWorker worker;
  private String service;

  /**
   * Bytes on the wire.
   *
   * @param bytes where <code>%s</code> is the path of a service
   */
  private record Attack(String name, String bytes) {
    String at(String path) {
      return bytes.replace("%s", path);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Attack attack(String name, String bytes) {
    return new Attack(name, bytes);
  }

  private static String post(String... headers) {
    return request("POST %s/front HTTP/1.1", headers);
  }

  private static String request(String line, String... headers) {
    return line + "\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  /** What is refused, and the connection with it. */
  static final List<Attack> REFUSED =
      List.of(
          attack("unknown encoding", post("Transfer-Encoding: xchunked") + END + HIDDEN),
          attack(
              "chunks within another", post("Transfer-Encoding: chunked, identity") + END + HIDDEN),
          attack("no encoding", post("Transfer-Encoding: identity") + HIDDEN),
          attack("empty encoding", post("Transfer-Encoding:") + HIDDEN),
          attack("packed chunks", post("Transfer-Encoding: gzip, chunked") + END + HIDDEN),
          attack("two encodings", post(CHUNKED, "Transfer-Encoding: identity") + END + HIDDEN),
          attack("chunks twice", post(CHUNKED, CHUNKED) + END + HIDDEN),
          attack(
              "chunks of an old client", request("POST %s/front HTTP/1.0", CHUNKED) + END + HIDDEN),
          attack(
              "chunks after a vertical tab",
              post("Transfer-Encoding:\u000bchunked") + END + HIDDEN),
          attack("chunks in a folded line", post("Transfer-Encoding:\r\n chunked") + END + HIDDEN),
          attack("two hosts", post("Host: y", "Content-Length: 0") + HIDDEN),
          attack("a host that is none", "GET %s/front HTTP/1.1\r\nHost: a b\r\n\r\n" + HIDDEN),
          attack("no host", "GET %s/front HTTP/1.1\r\n\r\n" + HIDDEN),
          attack(
              "another host in the target", request("GET http://other%s/front HTTP/1.1") + HIDDEN),
          attack("NUL in a value", post("X-A: a\0b", "Content-Length: 0") + HIDDEN),
          attack("delete in a value", post("X-A: a\u007fb", "Content-Length: 0") + HIDDEN),
          attack("space in the target", request("GET %s/fr ont HTTP/1.1") + HIDDEN),
          attack("line end in the path", request("GET %s/front%0d%0aX-A:%20b HTTP/1.1") + HIDDEN),
          attack("a head that is too large", post("X-A: " + "a".repeat(20_000)) + HIDDEN),
          attack("colon missing", post("Content-Length 5") + HIDDEN),
          attack("space in a name", post("X A: b", "Content-Length: 0") + HIDDEN));

  /** What is taken in one sense, or refused; in either case nothing follows. */
  static final List<Attack> ENDED =
      List.of(
          attack("two lengths", post("Content-Length: 0", "Content-Length: 44") + HIDDEN),
          attack("two lengths, turned", post("Content-Length: 44", "Content-Length: 0") + HIDDEN),
          attack("the same length twice", post("Content-Length: 0", "Content-Length: 0") + HIDDEN),
          attack("list of lengths", post("Content-Length: 0, 44") + HIDDEN),
          attack("list of the same length", post("Content-Length: 0, 0") + HIDDEN),
          attack("length with a plus", post("Content-Length: +0") + HIDDEN),
          attack("hexadecimal length", post("Content-Length: 0x0") + HIDDEN),
          attack("negative length", post("Content-Length: -1") + HIDDEN),
          attack("empty length", post("Content-Length:") + HIDDEN),
          attack(
              "length after a bare CR",
              post("X-A: a\rContent-Length: 9", "Content-Length: 0") + HIDDEN),
          attack("length in chunks", post("Content-Length: 5", CHUNKED) + END + HIDDEN),
          attack("chunks of a length", post(CHUNKED, "Content-Length: 5") + END + HIDDEN),
          attack(
              "chunks, space before the colon, of a length",
              post("Transfer-Encoding : chunked", "Content-Length: 5") + END + HIDDEN),
          attack(
              "chunks after a bare CR of a length",
              post("X-A: a\rTransfer-Encoding: chunked", "Content-Length: 5") + END + HIDDEN),
          attack(
              "chunks after a bare LF of a length",
              post("X-A: a\nTransfer-Encoding: chunked", "Content-Length: 5") + END + HIDDEN),
          attack(
              "chunks, space before the colon", post("Transfer-Encoding : chunked") + END + HIDDEN),
          attack(
              "chunks after a bare CR", post("X-A: a\rTransfer-Encoding: chunked") + END + HIDDEN),
          attack("lines with a bare LF", post(CHUNKED) + "1\nZ\n0\n\n" + HIDDEN),
          attack("extension with a bare LF", post(CHUNKED) + "1;a\nb\r\nZ\r\n0\r\n\r\n" + HIDDEN),
          attack("hexadecimal prefix", post(CHUNKED) + "0x1\r\na\r\n" + END + HIDDEN),
          attack("negative chunk", post(CHUNKED) + "-1\r\na\r\n" + END + HIDDEN),
          attack(
              "chunk beyond all numbers",
              post(CHUNKED) + "FFFFFFFFFFFFFFFFF\r\na\r\n" + END + HIDDEN),
          attack("chunk that is longer than it says", post(CHUNKED) + "1\r\nZZ\r\n" + END + HIDDEN),
          attack("chunk without a size", post(CHUNKED) + "\r\n\r\n" + END + HIDDEN),
          attack("chunk with spaces", post(CHUNKED) + "0 0\r\n\r\n" + END + HIDDEN),
          attack(
              "length after the body",
              post(CHUNKED, "Trailer: Content-Length")
                  + "0\r\nContent-Length: 44\r\n\r\n"
                  + HIDDEN),
          attack("line end in the target", request("GET %s/front\nX-A: b HTTP/1.1") + HIDDEN),
          attack(
              "a second request after a refused one", post("Content-Length: x") + HIDDEN + HIDDEN));

  private Http router;
  private List<Http> entrances;
  private List<Http> servers;

  /**
   * To be called before all.
   *
   * @param atRouter where workers register
   * @param those where calls come in
   * @param all where other calls come in too
   */
  void join(Http atRouter, List<Http> those, List<Http> all) throws IOException {
    router = atRouter;
    entrances = those;
    servers = all;
    worker = new FakeWorker();
    worker.join(router);
    service = "/service/" + worker.service();
  }

  @AfterAll
  void leave() {
    router.delete("/api/worker/unregister/" + worker.id());
    worker.close();
  }

  @BeforeEach
  void forget() {
    worker.seen().clear();
  }

  private List<String> answers(Http server, Attack attack) throws IOException {
    try (var call = new RawCall(server.base())) {
      var text = call.send(attack.at(service)).untilItEnds();
      return STATUS.matcher(text).results().map(status -> status.group(1)).toList();
    } catch (SocketTimeoutException e) {
      throw new AssertionError(attack + ": the connection stays open", e);
    }
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void whatIsAmbiguousIsRefusedAndEndsTheConnection(Attack attack) throws IOException {
    for (var server : entrances) {
      assertThat(answers(server, attack))
          .as("%s", server.base())
          .hasSize(1)
          .allMatch(status -> status.matches("4..|505"));
      assertThat(worker.seen()).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("ENDED")
  void nothingFollowsWhatTheContainerReadsInOneSense(Attack attack) throws IOException {
    for (var server : entrances) {
      assertThat(answers(server, attack)).as("%s", server.base()).hasSizeLessThan(2);
      assertThat(worker.seen())
          .extracting(FakeWorker.Seen::target)
          .allMatch(target -> target.equals("/front"));
    }
  }

  @Test
  void whatIsNoServiceCallIsHeldToTheSame() throws IOException {
    var attack = attack("length", request("POST /health HTTP/1.1", "Content-Length: +0") + HIDDEN);
    for (var server : servers) {
      assertThat(answers(server, attack)).hasSize(1);
    }
    assertThat(worker.seen()).isEmpty();
  }

  @Test
  void requestsOfWhichNobodyDoubtsTheEndFollowEachOther() throws IOException {
    try (var call = new RawCall(entrances.getFirst().base())) {
      call.send((post("Content-Length: 2") + "ab" + HIDDEN).replace("%s", service));
      assertThat(call.answer().status()).isEqualTo(200);
      assertThat(call.answer().status()).isEqualTo(200);
    }
    assertThat(worker.seen())
        .extracting(FakeWorker.Seen::target)
        .containsExactly("/front", "/smuggled");
  }

  /** The container's own headers, by which something in front of it may say who called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$WSSC: https",
        "$WSSN: evil",
        "$WSPR: HTTP/2.0",
        "$WSRA: 192.0.2.1",
        "$WSIS: true"
      })
  void nobodySaysForTheContainerWhoCalls(String header) throws IOException {
    try (var call = new RawCall(entrances.getFirst().base())) {
      call.head("GET " + service + "/x HTTP/1.1", "Host: x", header);
      assertThat(call.answer().status()).isEqualTo(200);
    }
    var seen = worker.seen().getFirst().headers();
    assertThat(seen.get("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.get("X-Forwarded-Host")).containsExactly("x");
    assertThat(seen.get("X-Forwarded-For").getFirst()).startsWith("127.0.0.1");
    assertThat(seen.get("Forwarded").toString()).doesNotContain("https", "evil", "192.0.2.1");
    assertThat(seen.get("Via").getFirst()).startsWith("1.1 ");
  }
}
