package uk.org.rmatool.router.gateway;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.RelayServlet;
import uk.org.rmatool.platform.liveness.HeapBudget;

/**
 * What a service answers, before the client gets anything of it. A stream of events is read as it
 * comes; anything else is kept, until it is too much for that, from when on the client has it.
 */
final class UpstreamAnswer extends HttpServletResponseWrapper implements AutoCloseable {
  static final int MAX_KEPT_BYTES = 1 << 20;

  private static final Set<String> OWN =
      Set.of("content-length", "content-type", "cache-control", "transfer-encoding");

  /** Reads a stream. */
  interface Events {
    void begin(UpstreamAnswer answer) throws IOException;

    void read(byte[] bytes, int offset, int count) throws IOException;

    void flush() throws IOException;
  }

  private final HttpServletResponse client;
  private final Supplier<Optional<Events>> events;
  private final HeapBudget room;
  private final boolean mayPassOn;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Output output = new Output();
  private int status = SC_OK;
  private boolean begun;
  private boolean passedOn;
  private @Nullable Events reader;

  /**
   * Nothing has come yet.
   *
   * @param room for what is kept, until it is closed
   * @param mayPassOn whether the client may get it while it comes
   * @param events reads it if it is a stream; empty when no stream was asked for
   */
  UpstreamAnswer(
      HttpServletResponse client,
      HeapBudget room,
      boolean mayPassOn,
      Supplier<Optional<Events>> events) {
    super(client);
    this.room = room;
    this.client = client;
    this.mayPassOn = mayPassOn;
    this.events = events;
  }

  @Override
  public void setStatus(int code) {
    status = code;
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void addHeader(String name, String value) {
    headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  @Override
  public void setHeader(String name, String value) {
    headers.put(name, new ArrayList<>(List.of(value)));
  }

  @Override
  public void setContentLengthLong(long length) {} // said again when it is passed on

  @Override
  public void setTrailerFields(Supplier<Map<String, String>> supplier) {}

  @Override
  public boolean isCommitted() {
    return begun;
  }

  @Override
  public void flushBuffer() throws IOException {
    begin();
    if (reader != null) {
      reader.flush();
    } else if (passedOn) {
      client.flushBuffer();
    }
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return output;
  }

  private void begin() throws IOException {
    if (begun) {
      return;
    }
    begun = true;
    if (status == SC_OK && isOf("text/event-stream")) {
      reader = events.get().orElse(null);
      if (reader != null) {
        reader.begin(this);
      }
    }
  }

  /** Whether an answer has begun, of whatever kind. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether it was read as a stream. */
  boolean isStream() {
    return reader != null;
  }

  /** Whether the client has had a part of it. */
  boolean isPassedOn() {
    return passedOn;
  }

  boolean isOf(String mediaType) {
    return header("Content-Type").toLowerCase(Locale.ROOT).startsWith(mediaType);
  }

  private String header(String name) {
    return headers.getOrDefault(name, List.of("")).get(0);
  }

  /** Its body as far as it was kept. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  Optional<String> retryAfter() {
    return Optional.of(header("Retry-After")).filter(value -> !value.isEmpty());
  }

  /** Whether a hop of this platform gave it, and no service. */
  boolean isOfHop() {
    return headers.containsKey(RelayServlet.ERROR);
  }

  /** The node that this hop chose, such as <code>worker-7</code> of the coordinator. */
  Optional<String> chosenBy(String hop) {
    return headers.getOrDefault(RelayServlet.ROUTE, List.of()).stream()
        .filter(value -> value.startsWith(hop + ": "))
        .map(value -> value.substring(hop.length() + 2).replaceFirst(" \\(.*", ""))
        .findFirst();
  }

  /** Gives the client its headers, but for those of the body. */
  void giveHeaders() {
    headers.forEach(
        (name, values) -> {
          if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> client.addHeader(name, value));
          }
        });
  }

  /** Gives the client all of it, as it is. */
  void passOn() throws IOException {
    if (!passedOn) {
      passedOn = true;
      client.setStatus(status);
      giveHeaders();
      var type = header("Content-Type");
      if (!type.isEmpty()) {
        client.setHeader("Content-Type", type);
      }
    }
    kept.writeTo(client.getOutputStream());
    close();
  }

  /** Forgets its body. */
  @Override
  public void close() {
    room.use(-kept.size());
    kept.reset();
  }

  private void keep(byte[] bytes, int offset, int count) throws IOException {
    if (passedOn) {
      client.getOutputStream().write(bytes, offset, count);
    } else if (kept.size() + count <= MAX_KEPT_BYTES && room.hasRoom(count)) {
      room.use(count);
      kept.write(bytes, offset, count);
    } else if (mayPassOn) {
      passOn();
      client.getOutputStream().write(bytes, offset, count);
    } else {
      throw new PlatformException(
          ProblemType.UPSTREAM_FAILED,
          "The service gave no stream, but more than %d bytes.".formatted(MAX_KEPT_BYTES));
    }
  }

  private final class Output extends ServletOutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      begin();
      if (reader != null) {
        reader.read(bytes, offset, count);
      } else {
        keep(bytes, offset, count);
      }
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
}
