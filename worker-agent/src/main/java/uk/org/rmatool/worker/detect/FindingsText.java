package uk.org.rmatool.worker.detect;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@link Findings} found, for people. */
final class FindingsText {
  private static final double GIGA = 1L << 30;
  private static final long MEGA = 1_000_000;
  private static final long BILLION = 1_000_000_000;
  private static final long MIB = 1024 * 1024;

  private final JsonObject findings;
  private final JsonObject claimed;
  private final JsonObject evidence;
  private final List<String> lines = new ArrayList<>();

  private FindingsText(JsonObject findings) {
    this.findings = findings;
    this.claimed = findings.getJsonObject("claimed");
    this.evidence = findings.getJsonObject("evidence");
  }

  static List<String> lines(JsonObject findings) {
    var text = new FindingsText(findings);
    text.machine();
    text.measured();
    text.services();
    return List.copyOf(text.lines);
  }

  private void machine() {
    lines.add(
        "%s, %s %s"
            .formatted(
                claimed.getString("hostname"), claimed.getString("os"), claimed.getString("arch")));
    row("worker type", findings.getString("worker_type"), evidence.getString("worker_type"));
    lines.add("");
    lines.add("claimed: what a coordinator is told, and where it comes from");
    row(
        "processor",
        "%s, %d of %d processors usable"
            .formatted(
                claimed.getString("cpu_model"),
                claimed.getInt("cpu_cores"),
                claimed.getInt("cpu_cores_total")),
        evidence.getString("cpu"));
    row("memory", claimed.getString("ram") + " usable", evidence.getString("memory"));
    row("disk", giga(claimed, "disk_free_bytes") + "GB usable", evidence.getString("disk"));
    row("network", interfaces(), evidence.getString("network"));
    row("GPU", gpus(), evidence.getString("gpu"));
    row("commands", paths(), evidence.getString("commands"));
    row("models", models(), "in " + findings.getString("models_folder"));
  }

  private String interfaces() {
    var list = claimed.getJsonArray("network").getValuesAs(JsonObject.class);
    return list.isEmpty()
        ? "none"
        : list.stream()
            .map(
                it ->
                    number(it, "bits_per_second") > 0
                        ? "%s %d Mbit/s"
                            .formatted(it.getString("name"), number(it, "bits_per_second") / MEGA)
                        : it.getString("name") + ", speed not told")
            .collect(Collectors.joining(", "));
  }

  private String gpus() {
    if (!claimed.getBoolean("has_gpu")) {
      return "none that answers";
    }
    return claimed.getJsonArray("gpus").getValuesAs(JsonObject.class).stream()
        .map(FindingsText::gpu)
        .collect(Collectors.joining("; "));
  }

  private static String gpu(JsonObject gpu) {
    var parts = new ArrayList<String>();
    parts.add(gpu.getString("name"));
    if (gpu.containsKey("memory_mb")) {
      parts.add(number(gpu, "memory_mb") + " MiB");
    }
    if (gpu.containsKey("driver")) {
      parts.add("driver " + gpu.getString("driver"));
    }
    if (gpu.containsKey("uuid")) {
      parts.add(gpu.getString("uuid"));
    }
    if (gpu.containsKey("utilization")) {
      parts.add("%.0f %% busy".formatted(100 * gpu.getJsonNumber("utilization").doubleValue()));
    }
    return String.join(", ", parts);
  }

  private String paths() {
    var commands = findings.getJsonObject("commands");
    return commands.isEmpty()
        ? "none that services make use of"
        : commands.keySet().stream().map(commands::getString).collect(Collectors.joining(", "));
  }

  private String models() {
    var models = findings.getJsonArray("models").getValuesAs(JsonObject.class);
    return models.isEmpty()
        ? "none"
        : models.stream()
            .map(it -> "%s %d MiB".formatted(it.getString("name"), number(it, "bytes") / MIB))
            .collect(Collectors.joining(", "));
  }

  private void measured() {
    var measured = findings.getJsonObject("measured");
    lines.add("");
    lines.add("measured: what it did just now");
    row(
        "processor",
        "%d MB/s compressed by one, %d MB/s by all that are usable"
            .formatted(
                number(measured, "cpu_bytes_per_second") / MEGA,
                number(measured, "cpu_all_bytes_per_second") / MEGA),
        "");
    row("memory", giga(measured, "memory_bytes_per_second") + "GB/s copied", "");
    row("disk", diskSpeeds(measured), "");
    gpuSpeeds(measured);
  }

  private static String diskSpeeds(JsonObject measured) {
    if (!measured.containsKey("disk_write_bytes_per_second")) {
      return "cannot be written";
    }
    var written =
        "%d MB/s written one after the other"
            .formatted(number(measured, "disk_write_bytes_per_second") / MEGA);
    return measured.containsKey("disk_read_bytes_per_second")
        ? written
            + ", %d MB/s read so".formatted(number(measured, "disk_read_bytes_per_second") / MEGA)
        : written;
  }

  private void gpuSpeeds(JsonObject measured) {
    if (measured.containsKey("gpus_problem")) {
      row("GPU", measured.getString("gpus_problem"), "");
    } else if (measured.containsKey("gpus")) {
      var gpus = measured.getJsonArray("gpus").getValuesAs(JsonObject.class);
      row(
          "GPU",
          gpus.stream().map(FindingsText::speeds).collect(Collectors.joining("; ")),
          "by " + measured.getString("gpus_by"));
    }
  }

  private static String speeds(JsonObject gpu) {
    var parts = new ArrayList<String>();
    parts.add(gpu.getString("name"));
    add(parts, gpu, "memory_bytes_per_second", "%d GB/s of its memory");
    add(parts, gpu, "float_operations_per_second", "%d GFLOP/s of single precision");
    add(parts, gpu, "copy_bytes_per_second", "%d GB/s copied to it");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, JsonObject json, String member, String format) {
    if (json.containsKey(member)) {
      parts.add(format.formatted(number(json, member) / BILLION));
    }
  }

  private void services() {
    var services = findings.getJsonArray("services").getValuesAs(JsonObject.class);
    lines.add("");
    lines.add("services that this machine could run");
    services.stream()
        .filter(it -> it.getBoolean("runnable"))
        .forEach(it -> lines.add("  " + it.getString("service")));
    lines.add("");
    lines.add("services that it could not run, and why");
    services.stream()
        .filter(it -> !it.getBoolean("runnable"))
        .forEach(it -> reasons(it.getString("service"), it.getJsonArray("reasons")));
  }

  private void reasons(String service, JsonArray reasons) {
    var name = service;
    for (var reason : reasons.getValuesAs(JsonString.class)) {
      lines.add(pair(name, reason.getString()));
      name = "";
    }
  }

  private void row(String name, String value, String source) {
    lines.add(pair(name, value));
    if (!source.isEmpty()) {
      lines.add(pair("", "(" + source + ")"));
    }
  }

  private static String pair(String name, String value) {
    return "  %-20s %s".formatted(name, value);
  }

  private static long number(JsonObject json, String name) {
    return json.getJsonNumber(name).longValue();
  }

  private static String giga(JsonObject json, String name) {
    return String.format(Locale.ROOT, "%.1f", number(json, name) / GIGA);
  }
}
