package uk.org.rmatool.platform.tracing;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.concurrent.Callable;
import uk.org.rmatool.platform.wiring.Component;

/** Begins the traces of calls, or goes on with those that came with them. */
@Component
public class Tracing {
  /** In answers: the trace that the call is a part of. */
  public static final String HEADER = "X-RMA-Trace";

  static final String ATTRIBUTE = CallSpan.class.getName();

  private static final Logger LOG = System.getLogger(Tracing.class.getName());

  private final Spans spans;

  @Inject
  public Tracing(TracingConfig config, @Any Instance<Object> beans) {
    this(config.isDisabled() ? Spans.NONE : openTelemetry(beans));
  }

  Tracing(Spans spans) {
    this.spans = spans;
  }

  /** Nothing is traced. */
  public static Tracing off() {
    return new Tracing(Spans.NONE);
  }

  /** Whether calls are traced at all. */
  public boolean isOn() {
    return !spans.equals(Spans.NONE);
  }

  private static Spans openTelemetry(Instance<Object> beans) {
    try {
      return OpenTelemetrySpans.of(beans);
    } catch (LinkageError e) {
      LOG.log(
          Level.WARNING,
          () ->
              "Nothing is traced though OTEL_SDK_DISABLED is false: add the feature"
                  + " mpTelemetry-2.1 to this server. reason="
                  + e);
      return Spans.NONE;
    }
  }

  /**
   * A call came in. Whoever serves it finds the span by {@link CallSpan#of}, and the client the
   * trace in its answer.
   *
   * @param hop this program's name: router, coordinator or worker
   */
  public CallSpan serve(HttpServletRequest request, HttpServletResponse response, String hop) {
    var span = spans.serve(request, hop);
    if (span.isTraced()) {
      request.setAttribute(ATTRIBUTE, span);
      span.traceId().ifPresent(id -> response.setHeader(HEADER, id));
    }
    return span;
  }

  /**
   * A call is made. What nobody asked for, such as a heartbeat, is not traced.
   *
   * @param base where to
   * @param path path and query; the query is not told
   */
  public CallSpan call(String method, URI base, String path) {
    return spans.call(method, base, path);
  }

  /** A task that makes its calls for what this thread serves, whatever thread runs it. */
  public <T> Callable<T> here(Callable<T> task) {
    return spans.here(task);
  }
}
