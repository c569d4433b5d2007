package uk.org.rmatool.platform.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests and responses without a container: as much of them as our filters and the relay use. */
public final class Recorded {
  private Recorded() {}

  /** A request that was made and the answer that it got. */
  public static final class Exchange {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, List<String>> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int status = HttpServletResponse.SC_OK;
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

    public HttpServletRequest request() {
      return fake(
          HttpServletRequest.class,
          (proxy, called, arguments) ->
              switch (called.getName()) {
                case "getMethod" -> method;
                case "getRequestURI" -> path;
                case "getProtocol" -> "HTTP/1.1";
                case "getScheme" -> "http";
                case "getRemoteAddr" -> "192.0.2.7";
                case "getServerName" ->
                    first(headers, "Host", "localhost").replaceAll(":\\d+$", "");
                case "getHeader" -> first(headers, (String) arguments[0], null);
                case "getHeaders" ->
                    Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
                case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                default -> throw new UnsupportedOperationException(called.getName());
              });
    }

    public HttpServletResponse response() {
      return fake(
          HttpServletResponse.class,
          (proxy, called, arguments) -> {
            switch (called.getName()) {
              case "setStatus" -> status = (Integer) arguments[0];
              case "setHeader" ->
                  answered.put(
                      (String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
              case "addHeader" ->
                  answered
                      .computeIfAbsent((String) arguments[0], name -> new ArrayList<>())
                      .add((String) arguments[1]);
              default -> throw new UnsupportedOperationException(called.getName());
            }
            return null;
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
  }

  private static String first(Map<String, List<String>> headers, String name, String otherwise) {
    var values = headers.get(name);
    return values == null || values.isEmpty() ? otherwise : values.getFirst();
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
