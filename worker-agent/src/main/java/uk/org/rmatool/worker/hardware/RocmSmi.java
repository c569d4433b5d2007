package uk.org.rmatool.worker.hardware;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/**
 * Asks AMD's tool for the GPUs. The names of its members differ between versions, so they are
 * looked for by how they begin.
 */
final class RocmSmi {
  private static final long MB = 1024 * 1024;

  private RocmSmi() {}

  /** The GPUs that answer now, or why there are none. */
  static GpuTool.Answer query(Path tool, Duration timeout) {
    var command =
        List.of(
            tool.toString(),
            "--showproductname",
            "--showmeminfo",
            "vram",
            "--showuse",
            "--showuniqueid",
            "--showdriverversion",
            "--json");
    return switch (ToolOutput.of(command, timeout)) {
      case ToolOutput.Nothing(var reason) -> new GpuTool.Answer(List.of(), reason);
      case ToolOutput.Text(var text) -> parse(text);
    };
  }

  private static GpuTool.Answer parse(String text) {
    var begin = text.indexOf('{'); // warnings come before it
    try {
      var json =
          StrictJsonReader.parse(
              text.substring(Math.max(0, begin)).strip().getBytes(StandardCharsets.UTF_8));
      var driver =
          json.get("system") instanceof JsonObject it
              ? value(it, "driver")
              : Optional.<String>empty();
      var gpus = new ArrayList<Gpu>();
      json.forEach(
          (name, value) -> {
            if (name.startsWith("card") && value instanceof JsonObject card) {
              gpus.add(gpu(card, driver));
            }
          });
      return new GpuTool.Answer(gpus, gpus.isEmpty() ? "it lists no GPU" : "");
    } catch (PlatformException e) {
      return new GpuTool.Answer(List.of(), "its answer is no JSON");
    }
  }

  private static Gpu gpu(JsonObject card, Optional<String> driver) {
    var memory = value(card, "vram total memory").flatMap(RocmSmi::number);
    var use = value(card, "gpu use").flatMap(RocmSmi::number);
    return new Gpu(
        value(card, "card series").or(() -> value(card, "card model")).orElse("AMD GPU"),
        memory.map(bytes -> OptionalLong.of(bytes.longValue() / MB)).orElse(OptionalLong.empty()),
        driver,
        value(card, "unique id"),
        use.map(percent -> OptionalDouble.of(Math.min(1, percent / 100)))
            .orElse(OptionalDouble.empty()));
  }

  private static Optional<String> value(JsonObject json, String begin) {
    return json.entrySet().stream()
        .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).startsWith(begin))
        .flatMap(
            entry ->
                entry.getValue() instanceof JsonString text
                    ? Stream.of(text.getString())
                    : Stream.of())
        .filter(text -> !text.isBlank() && !text.equals("N/A"))
        .findFirst();
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
