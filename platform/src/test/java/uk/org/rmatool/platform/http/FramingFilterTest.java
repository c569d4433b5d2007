package uk.org.rmatool.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.servlet.Recorded;

class FramingFilterTest {
  private static Recorded.Exchange exchange() {
    return new Recorded.Exchange("GET", "/health", Map.of("Host", "localhost:9080"));
  }

  private static Recorded.Exchange filtered(Recorded.Exchange exchange) throws Exception {
    new FramingFilter().doFilter(exchange.request(), exchange.response(), exchange.chain());
    return exchange;
  }

  private static void assertPasses(Recorded.Exchange exchange) throws Exception {
    assertThat(filtered(exchange).passedOn()).isTrue();
    assertThat(exchange.header("Connection")).isNull();
  }

  private static void assertRefused(Recorded.Exchange exchange) throws Exception {
    assertThat(filtered(exchange).passedOn()).isFalse();
    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.header("Connection")).isEqualTo("close");
    assertThat(exchange.text()).contains("urn:rma:problem:malformed-request");
  }

  @Test
  void oneLengthOrNoneIsTaken() throws Exception {
    assertPasses(exchange());
    assertPasses(exchange().with("Content-Length", "0"));
    assertPasses(exchange().with("Content-Length", "123456789012345678"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+1", "-1", "0x1", "1 1", "1, 1", "1,1", "1e3", "1234567890123456789"})
  void whatIsNoLengthIsRefused(String length) throws Exception {
    assertRefused(exchange().with("Content-Length", length));
  }

  @Test
  void whatIsSaidTwiceIsRefused() throws Exception {
    assertRefused(exchange().with("Content-Length", "1", "1"));
    assertRefused(exchange().with("Transfer-Encoding", "chunked", "chunked"));
    assertRefused(exchange().with("Host", "a", "a"));
    assertRefused(exchange().with("Transfer-Encoding", "chunked").with("Content-Length", "1"));
  }

  @Test
  void nothingFollowsARequestInChunks() throws Exception {
    var exchange = filtered(exchange().with("Transfer-Encoding", "Chunked"));
    assertThat(exchange.passedOn()).isTrue();
    assertThat(exchange.header("Connection")).isEqualTo("close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void nothingFollowsARequestThatShouldSayItsLengthAndDoesNot(String method) throws Exception {
    var host = Map.of("Host", "x");
    var exchange = filtered(new Recorded.Exchange(method, "/", host));
    assertThat(exchange.passedOn()).isTrue();
    assertThat(exchange.header("Connection")).isEqualTo("close");
    assertPasses(new Recorded.Exchange(method, "/", host).with("Content-Length", "0"));
    assertPasses(new Recorded.Exchange(method, "/", host).overHttp2());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "xchunked", "chunked, identity", "gzip, chunked"})
  void otherTransferEncodingsAreRefused(String encoding) throws Exception {
    assertRefused(exchange().with("Transfer-Encoding", encoding));
  }

  @Test
  void protocolsWithoutChunksDoNotGetThem() throws Exception {
    var chunked = exchange().with(InputStream.nullInputStream());
    assertRefused(chunked.over("HTTP/1.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "127.0.0.1:80", "[::1]:9080", "a_b.example", "x.example:"})
  void hostsAreTaken(String host) throws Exception {
    assertPasses(exchange().with("Host", host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a,b", "a/b", "u@h", "a:b", "[::1", "a\"b", "a\tb", "a#b"})
  void whatIsNoHostIsRefused(String host) throws Exception {
    assertRefused(exchange().with("Host", host));
  }

  @Test
  void onlyOldClientsAndHttp2NameNoHost() throws Exception {
    assertRefused(new Recorded.Exchange("GET", "/health", Map.of()));
    assertPasses(new Recorded.Exchange("GET", "/health", Map.of()).over("HTTP/1.0"));
    assertPasses(new Recorded.Exchange("GET", "/health", Map.of()).overHttp2());
  }
}
