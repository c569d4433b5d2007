package uk.org.rmatool.front.direct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.front.direct.PlainRequest.Kind;

class PlainRequestTest {
  private static final int FIELDS = 10;
  private static final int BYTES = 1000;
  private static final String GOOD =
      "POST /service/a/b?c=%2e%2e HTTP/1.1\r\nX-A: 1\r\nHost: h:80\r\nx-b:\t2\u00e4 \r\n"
          + "Connection: keep-alive\r\nContent-Length: 3\r\nX-C:\r\n\r\nabc";

  private static Kind read(String text) {
    return new PlainRequest(text.getBytes(ISO_8859_1), text.length()).read(FIELDS, BYTES);
  }

  private static String get(String... fields) {
    return "GET /service/a HTTP/1.1\r\nHost: h\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  @Test
  void whatItSaysIsKnownAndWhatGoesOnIsAsItWas() {
    var bytes = (GOOD + "GET /next").getBytes(ISO_8859_1);
    var request = new PlainRequest(bytes, bytes.length);
    assertThat(request.read(FIELDS, BYTES)).isEqualTo(Kind.PLAIN);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/service/a/b");
    assertThat(request.query()).isEqualTo("c=%2e%2e");
    assertThat(request.host()).isEqualTo("h:80");
    assertThat(request.length()).isEqualTo(GOOD.length());
    assertThat(request.hasKey()).isFalse();
    assertThat(request.isForwarded()).isFalse();
    var out = new ByteArrayOutputStream();
    request.writeFields(out);
    request.writeBody(out);
    assertThat(out.toString(ISO_8859_1)).isEqualTo("X-A: 1\r\nx-b:\t2\u00e4 \r\nX-C:\r\nabc");
  }

  @Test
  void everyPartOfOneIsIncomplete() {
    for (int length = 1; length < GOOD.length(); length++) {
      var part = GOOD.substring(0, length);
      assertThat(read(part)).as(part).isEqualTo(Kind.INCOMPLETE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  /service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a  HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET\t/service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "get /service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "\r\nGET /service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "TRACE /service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET http://h/service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET //service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /Service/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a//b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a/./b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a/.. HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/../api/admin HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a%2e HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a;b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a\\b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a#b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a\u00e4 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a?b\u007f HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a?b\nX: y HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /service/a HTTP/1.0\r\nHost: h\r\n\r\n",
        "GET /service/a HTTP/1.1\nHost: h\n\n",
        "GET /service/a HTTP/1.1\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a,b\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a@b\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a\"b\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a:\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a:b\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: a:1:2\r\n\r\n",
        "GET /service/a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"
      })
  void linesThatMayBeReadOtherwiseAreNotPlain(String text) {
    assertThat(read(text)).isEqualTo(Kind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "TRANSFER-ENCODING: x",
        "Transfer-Encoding : chunked",
        " Transfer-Encoding: chunked",
        "X-A: a\r\n b",
        "X-A: a\rb",
        "X-A: a\nb",
        "X-A: a\0b",
        "X-A: a\u007fb",
        "X-A: a\u000bb",
        "X A: b",
        "X-A : b",
        ": b",
        "X-A",
        "X-\u00c4: b",
        "X-(: b",
        "Content-Length: +1",
        "Content-Length: 1, 1",
        "Content-Length: 0x1",
        "Content-Length: -1",
        "Content-Length:",
        "Content-Length: 1 1",
        "Content-Length: 0\r\nContent-Length: 0",
        "Content-Length: 2000",
        "Content-Length: 99999999999",
        "Connection: close",
        "Connection: keep-alive, X-A",
        "Connection: keep-alive\r\nConnection: keep-alive",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Keep-Alive: timeout=5",
        "TE: trailers",
        "Trailer: X-A",
        "Expect: 100-continue",
        "Proxy-Authorization: x",
        "Proxy-Connection: keep-alive",
        "HTTP2-Settings: x",
        "Origin: http://h",
        "$WSSC: https",
        "X-RMA-Model: m",
        "x-rma-region: r",
        "Cookie: a=b; rma_session=1"
      })
  void fieldsThatAskAHopForSomethingAreNotPlain(String field) {
    assertThat(read(get(field) + "rest")).isEqualTo(Kind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie: a=b",
        "Content-Length: 000",
        "connection: Keep-Alive",
        "Via: 1.1 other",
        "Forwarded: for=x",
        "X-A: \"\\,;=\u00ff\t",
        "X-Very-Long-But-Not-Too-Long: y"
      })
  void otherFieldsAre(String field) {
    assertThat(read(get(field))).isEqualTo(Kind.PLAIN);
  }

  @Test
  void thereIsAnEndToFieldsAndBytes() {
    assertThat(read(get("X-A: b\r\n".repeat(FIELDS - 1).strip()))).isEqualTo(Kind.PLAIN);
    assertThat(read(get("X-A: b\r\n".repeat(FIELDS).strip()))).isEqualTo(Kind.OTHER);
    assertThat(read(get("Content-Length: 900") + "x".repeat(900))).isEqualTo(Kind.PLAIN);
    assertThat(read(get("Content-Length: 990"))).isEqualTo(Kind.OTHER);
    assertThat(read(get("X".repeat(101) + ": a"))).isEqualTo(Kind.OTHER);
    assertThat(large("X-A: " + "x".repeat(16_000))).isEqualTo(Kind.PLAIN);
    assertThat(large("X-A: " + "x".repeat(17_000))).isEqualTo(Kind.OTHER);
  }

  private static Kind large(String field) {
    var text = get(field);
    return new PlainRequest(text.getBytes(ISO_8859_1), text.length()).read(FIELDS, 32 * 1024);
  }

  /** The same said by a grammar: what is plain is what this matches, whatever was done to it. */
  @Test
  void whateverIsChangedInOneNothingThatMayBeReadOtherwiseIsPlain() {
    var token = "[!#$%&'*+.^_`|~A-Za-z0-9-]+";
    var value = "[\\t \\x21-\\x7e\\x80-\\xff]*";
    var grammar =
        Pattern.compile(
            "(GET|HEAD|POST|PUT|PATCH|DELETE) (/api)?/service/[^ ?#%;\\\\\\x00-\\x20\\x7f-\\xff]*"
                + "(\\?[\\x21\\x22\\x24-\\x7e]*)? HTTP/1\\.1\r\n("
                + token
                + ":"
                + value
                + "\r\n)+\r\n(?s:.*)");
    var random = new Random(1);
    var plain = 0;
    for (int i = 0; i < 300_000; i++) {
      var bytes = GOOD.getBytes(ISO_8859_1);
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        bytes = changed(bytes, random);
      }
      var text = new String(bytes, ISO_8859_1);
      var request = new PlainRequest(bytes, bytes.length);
      if (request.read(FIELDS, BYTES) == Kind.PLAIN) {
        plain++;
        assertThat(text).matches(grammar);
        var head = text.substring(0, text.indexOf("\r\n\r\n") + 4);
        assertThat(request.length()).isEqualTo(head.length() + request.bodyLength());
        assertThat(count(head, "(?i)\r\nhost:")).as(text).isOne();
        assertThat(count(head, "(?i)\r\ncontent-length:")).as(text).isLessThanOrEqualTo(1);
        assertThat(count(head, "(?i)\r\n(transfer-encoding|upgrade):")).as(text).isZero();
      }
    }
    assertThat(plain).isGreaterThan(10_000);
  }

  private static byte[] changed(byte[] bytes, Random random) {
    var at = random.nextInt(bytes.length);
    var marks = "\r\n :\t/.;%?#,0\0H".getBytes(ISO_8859_1);
    var mark =
        random.nextInt(4) == 0 ? (byte) random.nextInt(256) : marks[random.nextInt(marks.length)];
    switch (random.nextInt(3)) {
      case 0 -> {
        var changed = bytes.clone();
        changed[at] = mark;
        return changed;
      }
      case 1 -> {
        var less = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, less, at, bytes.length - at - 1);
        return less;
      }
      default -> {
        var more = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, more, at + 1, bytes.length - at);
        more[at] = mark;
        return more;
      }
    }
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
