package uk.org.rmatool.router.gateway;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.Models;
import uk.org.rmatool.dataplane.RequestBody;

/**
 * The client's request as a service gets it: with another body, for a model, and repeatable, since
 * writing a text twice does no harm.
 */
final class UpstreamRequest extends HttpServletRequestWrapper implements RequestBody.Whole {
  private static final Set<String> DROPPED =
      Set.of(
          "content-length",
          "transfer-encoding",
          "content-encoding",
          "accept-encoding",
          "trailer",
          "connection", // it could name what is added here
          // what the client shows to this router is no business of whoever serves
          "authorization",
          "proxy-authorization",
          "cookie",
          "api-key",
          "x-api-key",
          "openai-organization",
          "openai-project");

  private final byte[] body;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  UpstreamRequest(HttpServletRequest client, String model, byte[] body) {
    super(client);
    this.body = body;
    headers.put("Content-Length", List.of(Integer.toString(body.length)));
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Idempotency-Key", List.of(UUID.randomUUID().toString()));
    headers.put(Models.HEADER, List.of(Models.encoded(model)));
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.containsKey(name) ? headers.get(name).get(0) : passed(name);
  }

  private @Nullable String passed(String name) {
    return isDropped(name) ? null : super.getHeader(name);
  }

  private static boolean isDropped(String name) {
    return DROPPED.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    if (headers.containsKey(name)) {
      return Collections.enumeration(headers.get(name));
    }
    return isDropped(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.list(super.getHeaderNames()).stream()
        .filter(name -> !isDropped(name))
        .forEach(names::add);
    names.addAll(headers.keySet());
    return Collections.enumeration(new ArrayList<>(names));
  }

  @Override
  public int getContentLength() {
    return body.length;
  }

  @Override
  public long getContentLengthLong() {
    return body.length;
  }

  @Override
  public boolean isTrailerFieldsReady() {
    return false;
  }

  @Override
  public InputStream fromBeginning() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return new Body(new ByteArrayInputStream(body));
  }

  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Body(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int most) {
      return bytes.read(target, offset, most);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
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
