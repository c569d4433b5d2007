package uk.org.rmatool.platform.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Spans as OpenTelemetry's semantic conventions for HTTP want them. Loaded only where there is
 * OpenTelemetry and it is wanted.
 */
final class OpenTelemetrySpans implements Spans {
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  static Spans of(Instance<Object> beans) {
    return new OpenTelemetrySpans(beans.select(OpenTelemetry.class).get());
  }

  OpenTelemetrySpans(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("uk.org.rmatool");
    propagator = telemetry.getPropagators().getTextMapPropagator();
  }

  /** Shows a propagator the headers of a request, but no trace that it could misread. */
  private static final class Headers implements TextMapGetter<HttpServletRequest> {
    @Override
    public Iterable<String> keys(HttpServletRequest request) {
      return Collections.list(request.getHeaderNames());
    }

    @Override
    public @Nullable String get(@Nullable HttpServletRequest request, String name) {
      if (request == null) {
        return null;
      }
      var values = Collections.list(request.getHeaders(name));
      if (values.isEmpty()
          || (name.equalsIgnoreCase(Traceparent.HEADER) && !Traceparent.isValid(values))) {
        return null;
      }
      return String.join(",", values);
    }
  }

  @Override
  public CallSpan serve(HttpServletRequest request, String hop) {
    var parent = propagator.extract(Context.root(), request, new Headers());
    var method = OpenTelemetrySpan.method(request.getMethod());
    var route = request.getServletPath() + "/*";
    var protocol = request.getProtocol();
    var span =
        tracer
            .spanBuilder(method.equals(OpenTelemetrySpan.OTHER) ? route : method + " " + route)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("http.route", route)
            .setAttribute("url.scheme", request.getScheme())
            .setAttribute("url.path", OpenTelemetrySpan.path(request.getRequestURI()))
            .setAttribute("server.address", request.getServerName())
            .setAttribute("server.port", (long) request.getServerPort())
            .setAttribute("client.address", request.getRemoteAddr())
            .setAttribute("network.protocol.version", protocol.substring(protocol.indexOf('/') + 1))
            .setAttribute("rma.hop", hop)
            .startSpan();
    return new OpenTelemetrySpan(tracer, propagator, parent.with(span), SpanKind.SERVER);
  }

  @Override
  public CallSpan call(String method, URI base, String path) {
    var serving = Context.current();
    return Span.fromContext(serving).getSpanContext().isValid()
        ? OpenTelemetrySpan.client(tracer, propagator, serving, method, base, path)
        : CallSpan.NONE;
  }

  @Override
  public <T> Callable<T> here(Callable<T> task) {
    return Context.current().wrap(task);
  }
}
