package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientFilterTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);

  private final Clients clients = new Clients();
  private final List<ServletRequest> passed = new ArrayList<>();
  private int status;

  private void filter(String from, Map<String, String> headers) throws Exception {
    var filter = new ClientFilter();
    filter.clients = clients;
    filter.doFilter(request(from, headers), response(), (request, response) -> passed.add(request));
  }

  private static HttpServletRequest request(String from, Map<String, String> headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ClientFilterTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getRemoteAddr" -> from;
                  case "getRemotePort" -> 1234;
                  case "getScheme" -> "http";
                  case "getProtocol" -> "HTTP/1.1";
                  case "getContentLengthLong" -> -1L;
                  case "isSecure" -> false;
                  case "getHeader" -> headers.get((String) arguments[0]);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private HttpServletResponse response() {
    var nowhere =
        new ServletOutputStream() {
          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setWriteListener(WriteListener listener) {}

          @Override
          public void write(int b) {}
        };
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            ClientFilterTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals("setStatus")) {
                status = (int) arguments[0];
              }
              return called.getName().equals("getOutputStream") ? nowhere : null;
            });
  }

  private HttpServletRequest only() {
    assertThat(passed).hasSize(1);
    return (HttpServletRequest) passed.getFirst();
  }

  @Test
  void whoDoesNotComeByTheFrontIsWhoItIs() throws Exception {
    filter("198.51.100.9", Map.of());
    assertThat(only().getRemoteAddr()).isEqualTo("198.51.100.9");
    assertThat(only().getScheme()).isEqualTo("http");
  }

  @Test
  void whoComesByTheFrontIsTheClient() throws Exception {
    clients.put(new InetSocketAddress("127.82.77.3", 1234), new Client(CLIENT, true, true));
    filter("127.82.77.3", Map.of());
    assertThat(only().getRemoteAddr()).isEqualTo("192.0.2.7");
    assertThat(only().getRemoteHost()).isEqualTo("192.0.2.7");
    assertThat(only().getRemotePort()).isEqualTo(4711);
    assertThat(only().getScheme()).isEqualTo("https");
    assertThat(only().isSecure()).isTrue();
    assertThat(only().getProtocol()).isEqualTo("HTTP/2.0");
    assertThat(only().getContentLengthLong()).as("known to be none").isZero();
  }

  @Test
  void aBodyWhoseLengthIsNotKnownStaysSo() throws Exception {
    clients.put(new InetSocketAddress("127.82.77.3", 1234), new Client(CLIENT, false, true));
    filter("127.82.77.3", Map.of("Transfer-Encoding", "chunked"));
    assertThat(only().getContentLengthLong()).isNegative();
  }

  @Test
  void whoSpeaksHttp1IsSeenToDoSo() throws Exception {
    clients.put(new InetSocketAddress("127.82.77.3", 1234), new Client(CLIENT, false, false));
    filter("127.82.77.3", Map.of());
    assertThat(only().getProtocol()).isEqualTo("HTTP/1.1");
    assertThat(only().getContentLengthLong()).isNegative();
    assertThat(only().getScheme()).isEqualTo("http");
  }

  @Test
  void whoIsNotKnownAnyMoreIsNotTakenForALocalOne() throws Exception {
    filter("127.82.77.3", Map.of());
    assertThat(passed).isEmpty();
    assertThat(status).isEqualTo(400);
  }
}
