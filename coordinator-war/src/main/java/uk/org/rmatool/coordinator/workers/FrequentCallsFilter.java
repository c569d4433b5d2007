package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.Cors;
import uk.org.rmatool.platform.http.HttpConfig;
import uk.org.rmatool.platform.http.ServletProblems;
import uk.org.rmatool.platform.http.StrictJsonReader;
import uk.org.rmatool.platform.http.Via;
import uk.org.rmatool.platform.identity.Callers;

/**
 * Answers ordinary heartbeats and registrations, by far the most frequent calls, before JAX-RS,
 * which would take most of their time. Other heartbeats go on to {@link WorkersResource} untouched.
 */
@WebFilter(
    urlPatterns = {FrequentCallsFilter.HEARTBEAT, FrequentCallsFilter.REGISTER},
    asyncSupported = true)
public class FrequentCallsFilter extends HttpFilter {
  static final String HEARTBEAT = "/api/worker/heartbeat";
  static final String REGISTER = "/api/worker/register";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(FrequentCallsFilter.class.getName());
  private static final Set<String> JSON =
      Set.of("application/json", "application/json; charset=utf-8", "*/*");

  @Inject private transient Enrolment enrolment;
  @Inject private transient HttpConfig config;
  @Inject private transient Clock clock;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isOrdinary(request)) {
      chain.doFilter(request, response);
      return;
    }
    var body = request.getInputStream().readNBytes(longest(request) + 1);
    var answer = Optional.<byte[]>empty();
    try {
      answer = answer(request, body);
    } catch (PlatformException e) {
      Cors.allow(config, request, response);
      ServletProblems.answer(response, e.problem());
      return;
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "A frequent call fails; the long way says how.", e);
    }
    if (answer.isEmpty()) {
      chain.doFilter(new Unread(request, body), response);
      return;
    }
    Cors.allow(config, request, response);
    response.setContentType("application/json");
    response.setContentLength(answer.get().length);
    response.getOutputStream().write(answer.get());
  }

  /** Whether a call is JSON, asks for JSON, is not too large and has not been here before. */
  private boolean isOrdinary(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && isJson(request.getHeader("Content-Type"))
        && isJson(request.getHeader("Accept"))
        && request.getContentLengthLong() <= config.maxBodyBytes()
        && !Via.isLoop(request.getHeaders(Via.HEADER));
  }

  private int longest(HttpServletRequest request) {
    var told = request.getContentLength();
    return told < 0 ? config.maxBodyBytes() : told;
  }

  private static boolean isJson(@Nullable String mediaType) {
    return mediaType == null || JSON.contains(mediaType);
  }

  private Optional<byte[]> answer(HttpServletRequest request, byte[] body) {
    if (body.length > config.maxBodyBytes()) {
      return Optional.empty();
    }
    Optional<JsonObject> answer =
        request.getRequestURI().equals(HEARTBEAT)
            ? PlainHeartbeat.read(body).map(plain -> renew(plain, request, body))
            : Optional.of(register(request, body));
    return answer.map(json -> json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonObject renew(PlainHeartbeat plain, HttpServletRequest request, byte[] body) {
    var caller = Callers.identify(request, body, clock.instant());
    return enrolment.renew(plain.worker(), plain.heartbeat(), caller);
  }

  private JsonObject register(HttpServletRequest request, byte[] body) {
    var caller = Callers.identify(request, body, clock.instant());
    return enrolment.register(StrictJsonReader.parse(body), caller);
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
