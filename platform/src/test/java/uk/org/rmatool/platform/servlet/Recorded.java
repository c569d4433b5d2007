package uk.org.rmatool.platform.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Requests and responses without a container: as much of them as our filters and the relay use. */
public final class Recorded {
  private Recorded() {}

  /** A request that was made and the answer that it got. */
  public static final class Exchange {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private InputStream body = InputStream.nullInputStream();
    private volatile boolean readWhole = true;
    private long length = -1;
    private String protocol = "HTTP/1.1";
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    private final Map<String, List<String>> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private OutputStream client = received;
    private int status = HttpServletResponse.SC_OK;
    private long answeredLength = -1;
    private boolean committed;
    private boolean passedOn;

    public Exchange(String method, String path, Map<String, String> headers) {
      this.method = method;
      this.path = path;
      headers.forEach((name, value) -> this.headers.put(name, List.of(value)));
    }

    /** Gives a header several values. */
    public Exchange with(String name, String... values) {
      headers.put(name, List.of(values));
      return this;
    }

    /** Gives the request a body of known length. */
    public Exchange with(byte[] content) {
      length = content.length;
      is(new ByteArrayInputStream(content));
      return with("Content-Length", Long.toString(length));
    }

    /** Gives the request a body that is said to have this length. */
    public Exchange with(InputStream content, long said) {
      length = said;
      is(content);
      return with("Content-Length", Long.toString(said));
    }

    /** Gives the request a body whose length is not known. */
    public Exchange with(InputStream content) {
      is(content);
      return with("Transfer-Encoding", "chunked");
    }

    private void is(InputStream content) {
      body = content;
      readWhole = false;
    }

    /** Comes over HTTP/2, which has no Transfer-Encoding. */
    public Exchange overHttp2() {
      headers.remove("Transfer-Encoding");
      return over("HTTP/2.0");
    }

    /** Comes over a protocol other than HTTP/1.1. */
    public Exchange over(String version) {
      protocol = version;
      return this;
    }

    /** Where the answer's body goes, byte by byte as it is flushed, instead of being kept. */
    public Exchange to(OutputStream reader) {
      client = reader;
      return this;
    }

    public HttpServletRequest request() {
      return fake(
          HttpServletRequest.class,
          (proxy, called, arguments) ->
              switch (called.getName()) {
                case "getMethod" -> method;
                case "getRequestURI" -> path;
                case "getQueryString" -> null;
                case "getProtocol" -> protocol;
                case "getScheme" -> "http";
                case "getRemoteAddr" -> "192.0.2.7";
                case "getServerName" ->
                    first(headers, "Host", "localhost").replaceAll(":\\d*$", "");
                case "getServerPort" -> 9080;
                case "getServletPath" -> path.replaceAll("^((/api)?/[^/]*).*", "$1");
                case "getAttribute" -> attributes.get((String) arguments[0]);
                case "setAttribute" -> {
                  attributes.put((String) arguments[0], arguments[1]);
                  yield null;
                }
                case "getHeader" -> first(headers, (String) arguments[0], null);
                case "getHeaders" ->
                    Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
                case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                case "getContentLengthLong" -> length;
                case "getInputStream" -> new Input();
                case "isTrailerFieldsReady" -> false;
                case "getCookies" -> null;
                default -> throw new UnsupportedOperationException(called.getName());
              });
    }

    public HttpServletResponse response() {
      var output = new Output();
      return fake(
          HttpServletResponse.class,
          (proxy, called, arguments) ->
              switch (called.getName()) {
                case "getOutputStream" -> output;
                case "isCommitted" -> committed;
                case "flushBuffer" -> {
                  committed = true;
                  client.flush();
                  yield null;
                }
                case "getStatus" -> status;
                case "setStatus" -> {
                  status = (Integer) arguments[0];
                  yield null;
                }
                case "setContentLengthLong" -> {
                  answeredLength = (Long) arguments[0];
                  yield null;
                }
                case "setContentType" ->
                    answered.put("Content-Type", new ArrayList<>(List.of((String) arguments[0])));
                case "setHeader" ->
                    answered.put(
                        (String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
                case "addHeader" -> {
                  answered
                      .computeIfAbsent((String) arguments[0], name -> new ArrayList<>())
                      .add((String) arguments[1]);
                  yield null;
                }
                default -> throw new UnsupportedOperationException(called.getName());
              });
    }

    public FilterChain chain() {
      return (request, response) -> passedOn = true;
    }

    public boolean passedOn() {
      return passedOn;
    }

    public int status() {
      return status;
    }

    /** A header of the answer, or null. */
    public String header(String name) {
      return first(answered, name, null);
    }

    /** All values of a header of the answer. */
    public List<String> headers(String name) {
      return List.copyOf(answered.getOrDefault(name, List.of()));
    }

    /** The length that the answer announced, or -1. */
    public long announcedLength() {
      return answeredLength;
    }

    public byte[] body() {
      return received.toByteArray();
    }

    public String text() {
      return received.toString(StandardCharsets.UTF_8);
    }

    private final class Output extends ServletOutputStream {
      @Override
      public void write(int b) throws IOException {
        client.write(b);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        client.write(bytes, from, count);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }
    }

    private final class Input extends ServletInputStream {
      @Override
      public int read() throws IOException {
        return ended(body.read());
      }

      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        return ended(body.read(bytes, from, count));
      }

      private int ended(int read) {
        readWhole |= read < 0;
        return read;
      }

      @Override
      public int available() throws IOException {
        return body.available();
      }

      @Override
      public boolean isFinished() {
        return readWhole;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException();
      }
    }
  }

  private static String first(Map<String, List<String>> headers, String name, String otherwise) {
    var values = headers.get(name);
    return values == null || values.isEmpty() ? otherwise : values.getFirst();
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
