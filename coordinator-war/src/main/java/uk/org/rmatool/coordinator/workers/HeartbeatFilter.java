package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.HttpConfig;
import uk.org.rmatool.platform.http.Via;
import uk.org.rmatool.platform.identity.Callers;
import uk.org.rmatool.platform.identity.Ownership;

/**
 * Answers ordinary heartbeats, by far the most frequent call, before JAX-RS, which would take most
 * of their time. Whatever is out of the ordinary goes on to {@link WorkersResource} untouched, so
 * there is one place that says what is wrong.
 */
@WebFilter(urlPatterns = "/api/worker/heartbeat", asyncSupported = true)
public class HeartbeatFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient WorkerRegistry registry;
  @Inject private transient Fleet fleet;
  @Inject private transient Ownership ownership;
  @Inject private transient HttpConfig config;
  @Inject private transient Clock clock;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var length = request.getContentLengthLong();
    if (!request.getMethod().equals("POST")
        || length > config.maxBodyBytes()
        || Via.isLoop(request.getHeaders(Via.HEADER))) {
      chain.doFilter(request, response);
      return;
    }
    var body = request.getInputStream().readNBytes(config.maxBodyBytes() + 1);
    var answer = answer(request, body);
    if (answer.isEmpty()) {
      chain.doFilter(new Unread(request, body), response);
      return;
    }
    response.setContentType("application/json");
    response.setContentLength(answer.get().length);
    response.getOutputStream().write(answer.get());
  }

  private Optional<byte[]> answer(HttpServletRequest request, byte[] body) {
    var plain = PlainHeartbeat.read(body);
    if (plain.isEmpty() || body.length > config.maxBodyBytes()) {
      return Optional.empty();
    }
    try {
      var caller = Callers.identify(request, body, clock.instant());
      ownership.check(caller, plain.get().worker());
      var renewed = registry.heartbeat(plain.get().worker(), plain.get().heartbeat());
      return Optional.of(
          HeartbeatAnswer.of(renewed, fleet.nextInterval())
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (PlatformException e) {
      return Optional.empty(); // said again, and answered, on the long way
    }
  }

  /** A request whose body, or the first part of it, has been read already. */
  private static final class Unread extends HttpServletRequestWrapper {
    private final byte[] read;

    Unread(HttpServletRequest request, byte[] read) {
      super(request);
      this.read = read;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Replayed(
          new SequenceInputStream(new ByteArrayInputStream(read), super.getInputStream()));
    }
  }

  private static final class Replayed extends ServletInputStream {
    private final SequenceInputStream bytes;
    private boolean ended;

    Replayed(SequenceInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      var next = bytes.read();
      ended = next < 0;
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      var count = bytes.read(target, offset, length);
      ended = count < 0;
      return count;
    }

    @Override
    public boolean isFinished() {
      return ended;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("Control calls are read by blocking");
    }
  }
}
