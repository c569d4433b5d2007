package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a worker's machine was seen to do, apart from what it claims to have.
 *
 * @param json <code>measured</code> of its capabilities
 */
record Measured(JsonObject json) {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final double TERA = 1e12;

  /** Empty for a worker that tells of no measurement. */
  static Optional<Measured> of(Node worker) {
    return worker.json().get("capabilities") instanceof JsonObject capabilities
            && capabilities.get("measured") instanceof JsonObject measured
        ? Optional.of(new Measured(measured))
        : Optional.empty();
  }

  /** When, as the worker writes it. */
  String at() {
    return text(json, "measured_at");
  }

  String processor() {
    return figure(json, "cpu_bytes_per_second", MEGA, "%.0f MB/s");
  }

  String allProcessors() {
    return figure(json, "cpu_all_bytes_per_second", MEGA, "%.0f MB/s");
  }

  String memory() {
    return figure(json, "memory_bytes_per_second", GIGA, "%.1f GB/s");
  }

  String disk() {
    var written = figure(json, "disk_write_bytes_per_second", MEGA, "%.0f MB/s");
    var read = figure(json, "disk_read_bytes_per_second", MEGA, "%.0f MB/s");
    return read.equals(Table.NOTHING) ? written : written + " (" + read + " read)";
  }

  /** A sentence part for each GPU, or why none was measured; empty without GPUs. */
  List<String> gpus() {
    if (!text(json, "gpus_problem").isEmpty()) {
      return List.of(text(json, "gpus_problem"));
    }
    return json.get("gpus") instanceof JsonArray list
        ? list.stream()
            .filter(JsonObject.class::isInstance)
            .map(gpu -> gpu(gpu.asJsonObject()))
            .toList()
        : List.of();
  }

  private static String gpu(JsonObject gpu) {
    var parts = new ArrayList<String>();
    parts.add(text(gpu, "name"));
    add(parts, figure(gpu, "memory_bytes_per_second", GIGA, "%.0f GB/s of memory"));
    add(parts, figure(gpu, "float_operations_per_second", TERA, "%.1f TFLOP/s"));
    add(parts, figure(gpu, "copy_bytes_per_second", GIGA, "%.1f GB/s copied to it"));
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, String figure) {
    if (!figure.equals(Table.NOTHING)) {
      parts.add(figure);
    }
  }

  /** All of it, a line each. */
  List<String> lines(Times times) {
    var lines = new ArrayList<String>();
    lines.add(
        "measured %s: processor %s, all %s; memory %s; disk %s%s"
            .formatted(
                times.localised(at()),
                processor(),
                allProcessors(),
                memory(),
                disk(),
                json.containsKey("calls_meanwhile")
                    ? "; while %s calls were served".formatted(json.get("calls_meanwhile"))
                    : ""));
    gpus().forEach(gpu -> lines.add("measured GPU: " + gpu));
    return lines;
  }

  private static String figure(JsonObject json, String member, double unit, String format) {
    return json.get(member) instanceof JsonNumber number
        ? String.format(Locale.ROOT, format, number.doubleValue() / unit)
        : Table.NOTHING;
  }

  private static String text(JsonObject json, String member) {
    return json.get(member) instanceof JsonString text ? text.getString() : "";
  }
}
