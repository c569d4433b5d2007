package uk.org.rmatool.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.Via;
import uk.org.rmatool.platform.servlet.Recorded;

class HopHeadersTest {
  private static BasicHttpRequest passedOn(Recorded.Exchange exchange) {
    var request = new BasicHttpRequest("GET", "/");
    HopHeaders.copyRequest(exchange.request(), request, "router");
    return request;
  }

  private static Recorded.Exchange exchange(Map<String, String> headers) {
    return new Recorded.Exchange("GET", "/", headers);
  }

  private static List<String> values(BasicHttpRequest request, String name) {
    return Arrays.stream(request.getHeaders(name)).map(Header::getValue).toList();
  }

  private static List<String> handedBack(String... headers) {
    var response = new BasicHttpResponse(200);
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    var given = new ArrayList<String>();
    HopHeaders.copyResponse(response, (name, value) -> given.add(name + ": " + value));
    return given;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Expect",
        "Content-Length",
      })
  void whatConcernsOneHopEndsHere(String name) {
    assertThat(values(passedOn(exchange(Map.of(name, "x"))), name)).isEmpty();
    assertThat(handedBack(name, "x", name.toUpperCase(java.util.Locale.ROOT), "y")).isEmpty();
  }

  @Test
  void whatConnectionNamesEndsHereToo() {
    var request =
        passedOn(
            exchange(Map.of("X-Hop", "1", "X-Other", "2", "X-End", "3"))
                .with("Connection", "close, x-hop", "X-OTHER"));
    assertThat(values(request, "X-Hop")).isEmpty();
    assertThat(values(request, "X-Other")).isEmpty();
    assertThat(values(request, "X-End")).containsExactly("3");
    assertThat(handedBack("Connection", "X-Hop ,close", "X-Hop", "1", "X-End", "2"))
        .containsExactly("X-End: 2");
  }

  @Test
  void everythingElseGoesOnWithAllItsValues() {
    var request =
        passedOn(
            exchange(Map.of("Authorization", "Bearer t", "Cookie", "a=b"))
                .with("Accept", "text/html", "application/json;q=0.5"));
    assertThat(values(request, "Authorization")).containsExactly("Bearer t");
    assertThat(values(request, "Cookie")).containsExactly("a=b");
    assertThat(values(request, "Accept")).containsExactly("text/html", "application/json;q=0.5");
    assertThat(handedBack("Set-Cookie", "a=1", "Set-Cookie", "b=2", "Location", "/x"))
        .containsExactly("Set-Cookie: a=1", "Set-Cookie: b=2", "Location: /x");
  }

  @Test
  void aHopSaysThatItPassedTheCallOnAndForWhom() {
    var request = passedOn(exchange(Map.of("Host", "rma.example:9080")));
    assertThat(values(request, "Via")).containsExactly(Via.mark("HTTP/1.1", "router"));
    assertThat(values(request, "X-Forwarded-For")).containsExactly("192.0.2.7");
    assertThat(values(request, "X-Forwarded-Host")).containsExactly("rma.example:9080");
    assertThat(values(request, "X-Forwarded-Proto")).containsExactly("http");
    assertThat(values(request, "Forwarded"))
        .containsExactly("for=192.0.2.7;host=\"rma.example:9080\";proto=http");
    assertThat(values(request, "Host")).isEmpty();
  }

  @Test
  void whatEarlierHopsSaidStays() {
    var request =
        passedOn(
            exchange(
                Map.of(
                    "Via", "1.1 edge",
                    "X-Forwarded-For", "198.51.100.1",
                    "X-Forwarded-Host", "public.example",
                    "X-Forwarded-Proto", "https",
                    "Forwarded", "for=198.51.100.1",
                    "Host", "router")));
    assertThat(values(request, "Via")).containsExactly("1.1 edge", Via.mark("HTTP/1.1", "router"));
    assertThat(values(request, "X-Forwarded-For")).containsExactly("198.51.100.1", "192.0.2.7");
    assertThat(values(request, "X-Forwarded-Host")).containsExactly("public.example");
    assertThat(values(request, "X-Forwarded-Proto")).containsExactly("https");
    assertThat(values(request, "Forwarded"))
        .containsExactly("for=198.51.100.1", "for=192.0.2.7;host=\"router\";proto=http");
  }

  @Test
  void whatOtherOriginsMayDoIsNotForUpstreamsToSay() {
    assertThat(
            handedBack(
                "Access-Control-Allow-Origin", "https://evil.example",
                "access-control-allow-credentials", "true",
                "Vary", "Accept"))
        .containsExactly("Vary: Accept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "a\rb", "a\nX: 1", "\u007f"})
  void controlCharactersAreRefusedInRequestsAndBlankInAnswers(String value) {
    assertThatThrownBy(() -> passedOn(exchange(Map.of("X-A", value))))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
    assertThat(handedBack("X-A", value))
        .containsExactly("X-A: " + value.replaceAll("\\p{Cntrl}", " "));
    assertThat(values(passedOn(exchange(Map.of("X-A", "a\tb \u00e4"))), "X-A"))
        .containsExactly("a\tb \u00e4");
  }

  @Test
  void whatSaysWhereAMessageEndsOrGoesToDoesNotComeAfterIt() {
    assertThat(
            Stream.of("Content-Length", "Transfer-Encoding", "host", "X-Sum")
                .map(name -> new BasicHeader(name, "1"))
                .filter(HopHeaders::mayTrail)
                .map(Header::getName))
        .containsExactly("X-Sum");
  }

  @Test
  void whatFollowsABodyIsSaidBeforehandButForWhatEndsHere() {
    assertThat(HopHeaders.trailer(Stream.of("X-A, Content-Length", " X-B ,Host,a b,")))
        .contains("X-A, X-B");
    assertThat(HopHeaders.trailer(Stream.of("Transfer-Encoding"))).isEmpty();
    assertThat(HopHeaders.trailer(Stream.of())).isEmpty();
  }
}
