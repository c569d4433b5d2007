package uk.org.rmatool.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** A whole HTTP/1.1 request in which only a number of six digits changes. */
public final class Template {
  /** Stands for the number in the body or the path. */
  public static final String NUMBER = "######";

  private final byte[] request;
  private final int[] places;

  private Template(String request) {
    this.request = request.getBytes(StandardCharsets.ISO_8859_1);
    places = placesOf(request);
  }

  /** A request without a body. */
  public static Template get(String host, String path) {
    return new Template("GET " + path + " HTTP/1.1\r\n" + client(host) + "\r\n");
  }

  /** The same, to remove something. */
  public static Template delete(String host, String path) {
    return new Template("DELETE " + path + " HTTP/1.1\r\n" + client(host) + "\r\n");
  }

  /** The head of a request with a body of that many bytes, which follows. */
  public static Template upload(String host, String path, long bytes) {
    return new Template(
        "POST %s HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n".formatted(path, client(host), bytes));
  }

  /** A request with a JSON body in ASCII. */
  public static Template post(String host, String path, String json) {
    return post(host, path, json, Map.of());
  }

  /** The same with further headers. */
  public static Template post(String host, String path, String json, Map<String, String> headers) {
    var more = new StringBuilder();
    headers.forEach((name, value) -> more.append(name).append(": ").append(value).append("\r\n"));
    return new Template(
        "POST %s HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(path, client(host), json.length(), more, json));
  }

  /** The headers that the deployed workers' client sends. */
  private static String client(String host) {
    return "Host: "
        + host
        + "\r\nUser-Agent: python-requests/2.31.0\r\nAccept-Encoding: gzip, deflate\r\n"
        + "Accept: */*\r\nConnection: keep-alive\r\n";
  }

  /** The number as a template writes it. */
  public static String digits(int number) {
    return String.format(Locale.ROOT, "%06d", number);
  }

  /**
   * Appends the request.
   *
   * @param number from 0 to 999,999
   */
  public void write(int number, ByteBuffer into) {
    var start = into.position();
    into.put(request);
    for (var place : places) {
      var rest = number;
      for (int digit = NUMBER.length() - 1; digit >= 0; digit--) {
        into.put(start + place + digit, (byte) ('0' + rest % 10));
        rest /= 10;
      }
    }
  }

  private static int[] placesOf(String request) {
    return java.util.regex.Pattern.compile(NUMBER)
        .matcher(request)
        .results()
        .mapToInt(java.util.regex.MatchResult::start)
        .toArray();
  }
}
