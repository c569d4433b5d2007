package uk.org.rmatool.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A span of OpenTelemetry's. */
final class OpenTelemetrySpan implements CallSpan {
  /** What methods are called that the semantic conventions do not know. */
  static final String OTHER = "_OTHER";

  static final int MAX_CHARACTERS = 1_024;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final Context context;
  private final Span span;
  private final int firstError;
  private final AtomicInteger tries = new AtomicInteger();

  OpenTelemetrySpan(Tracer tracer, TextMapPropagator propagator, Context context, SpanKind kind) {
    this.tracer = tracer;
    this.propagator = propagator;
    this.context = context;
    this.span = Span.fromContext(context);
    this.firstError = kind == SpanKind.SERVER ? SERVER_ERROR : CLIENT_ERROR;
  }

  /** A call that is made within another. */
  static OpenTelemetrySpan client(
      Tracer tracer,
      TextMapPropagator propagator,
      Context within,
      String method,
      URI base,
      String path) {
    var called = method(method);
    var secure = "https".equals(base.getScheme());
    var span =
        tracer
            .spanBuilder(called.equals(OTHER) ? "HTTP" : called)
            .setParent(within)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", called)
            .setAttribute("url.full", base + path(path))
            .setAttribute("server.address", String.valueOf(base.getHost()))
            .setAttribute(
                "server.port",
                (long) (base.getPort() >= 0 ? base.getPort() : secure ? HTTPS : HTTP))
            .startSpan();
    return new OpenTelemetrySpan(tracer, propagator, within.with(span), SpanKind.CLIENT);
  }

  /** A method by the name that the semantic conventions have for it. */
  static String method(String sent) {
    return METHODS.contains(sent) ? sent : OTHER;
  }

  /** A path without what may be secret: its query, and parameters such as session ids. */
  static String path(String sent) {
    var query = sent.indexOf('?');
    var path = query < 0 ? sent : sent.substring(0, query);
    return cut(path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", ""));
  }

  private static String cut(String text) {
    return text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
  }

  @Override
  public boolean isTraced() {
    return span.getSpanContext().isValid();
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(span.getSpanContext().getTraceId());
  }

  @Override
  public Map<String, String> headers() {
    var headers = new HashMap<String, String>();
    propagator.fields().forEach(name -> headers.put(name, ""));
    propagator.inject(
        context,
        headers,
        (sent, name, value) -> {
          if (sent != null) {
            sent.put(name, value);
          }
        });
    return headers;
  }

  @Override
  public CallSpan tries(String method, URI base, String path) {
    var attempt = client(tracer, propagator, context, method, base, path);
    var number = tries.incrementAndGet();
    attempt.span.setAttribute("rma.attempt", number);
    if (number > 1) {
      attempt.span.setAttribute("http.request.resend_count", number - 1L);
    }
    return attempt;
  }

  @Override
  public CallSpan with(String attribute, String value) {
    span.setAttribute(attribute, cut(value));
    return this;
  }

  @Override
  public CallSpan with(String attribute, double value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public CallSpan with(String attribute) {
    span.setAttribute(attribute, true);
    return this;
  }

  @Override
  public CallSpan answered(int status) {
    span.setAttribute("http.response.status_code", status);
    if (status >= firstError) {
      span.setAttribute("error.type", Integer.toString(status));
      span.setStatus(StatusCode.ERROR);
    }
    return this;
  }

  @Override
  public CallSpan failed(String type, String reason) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR, cut(reason));
    return this;
  }

  @Override
  public void close() {
    span.end();
  }
}
