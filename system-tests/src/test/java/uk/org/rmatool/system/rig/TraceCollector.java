package uk.org.rmatool.system.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Collects traces as OpenTelemetry sends them: OTLP over HTTP, in protocol buffers. */
public final class TraceCollector implements AutoCloseable {
  private static final Duration SENT = Duration.ofSeconds(20);

  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /**
   * A span.
   *
   * @param program which program made it
   * @param kind server, client, …
   * @param parent the span that it is a part of, empty for the first
   * @param error whether its status is an error
   */
  public record Received(
      String program,
      String trace,
      String id,
      String parent,
      String name,
      String kind,
      Map<String, String> attributes,
      boolean error) {
    public String attribute(String attribute) {
      return attributes.getOrDefault(attribute, "");
    }
  }

  public TraceCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      for (var resource : request.getResourceSpansList()) {
        for (var scope : resource.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> received.add(read(resource.getResource(), span)));
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1); // a response without partial success is empty
    }
  }

  private static Received read(Resource resource, Span span) {
    var hex = HexFormat.of();
    return new Received(
        attributes(resource.getAttributesList()).getOrDefault("service.name", ""),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", "").toLowerCase(Locale.ROOT),
        attributes(span.getAttributesList()),
        span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR);
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString();
    };
  }

  /** All spans of a trace, once there are so many. */
  public List<Received> trace(String id, int spans) {
    return trace(id, found -> found.size() >= spans);
  }

  /** All spans of a trace, once they are what is waited for. */
  public List<Received> trace(String id, Predicate<List<Received>> whole) {
    return Await.value(
        "the trace " + id + " is there; what is there is " + received,
        SENT,
        () -> Optional.of(of(id)).filter(whole));
  }

  private List<Received> of(String trace) {
    return received.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
