package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A platform whose programs send their traces to a collector of the test's. Its worker's
 * document-processing is {@link EchoService}.
 */
public final class TracedPlatform implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(TracedPlatform.class);

  /** The platform and who collects its traces. */
  public record Traced(Platform platform, TraceCollector collector) implements AutoCloseable {
    @Override
    public void close() {
      platform.close();
      collector.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Traced.class;
  }

  @Override
  public Traced resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("traced", key -> start(), Traced.class);
  }

  private static Traced start() {
    try {
      var collector = new TraceCollector();
      var recipes = Files.createTempDirectory("recipes");
      Files.writeString(recipes.resolve("document-processing.json"), recipe());
      var environment =
          Map.of(
              "OTEL_SDK_DISABLED", "false",
              "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url().toString(),
              "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
              "OTEL_METRICS_EXPORTER", "none",
              "OTEL_LOGS_EXPORTER", "none",
              "OTEL_BSP_SCHEDULE_DELAY", "200",
              "ACCESS_LOG", "true",
              "RECIPES_DIR", recipes.toString());
      return new Traced(Platform.start("traced", environment), collector);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String recipe() {
    var classes = EchoService.class.getProtectionDomain().getCodeSource().getLocation();
    return """
    {"service": "document-processing",
     "command": ["${java}", "-cp", "%s", "%s", "${port}"],
     "health": {"path": "/health"}}
    """
        .formatted(Path.of(URI.create(classes.toString())), EchoService.class.getName());
  }
}
