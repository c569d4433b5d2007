package uk.org.rmatool.worker.hardware;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.http.StrictJsonReader;

/**
 * NVIDIA's <code>nvbandwidth</code> measures copies: within each GPU, and to it from the machine.
 * Each test tells a matrix with a column for each GPU, in the order of the driver.
 */
final class Nvbandwidth implements GpuBenchmark {
  private static final String LOCAL = "device_local_copy";
  private static final String FROM_HOST = "host_to_device_memcpy_ce";
  private static final double GIGA = 1e9;

  @Override
  public String program() {
    return "nvbandwidth";
  }

  @Override
  public List<String> arguments() {
    return List.of("--json", "--testcase", FROM_HOST, LOCAL);
  }

  @Override
  public List<GpuSpeed> read(String output, List<Gpu> gpus) {
    var tests = tests(output);
    var speeds = new ArrayList<GpuSpeed>();
    for (var i = 0; i < gpus.size(); i++) {
      speeds.add(
          new GpuSpeed(
              gpus.get(i).name(),
              column(tests, LOCAL, i),
              OptionalLong.empty(),
              column(tests, FROM_HOST, i)));
    }
    return speeds.stream().filter(GpuSpeed::isMeasured).toList();
  }

  private static List<JsonObject> tests(String output) {
    try {
      var begin = Math.max(0, output.indexOf('{')); // warnings come before it
      var json =
          StrictJsonReader.parse(output.substring(begin).strip().getBytes(StandardCharsets.UTF_8));
      return json.get("nvbandwidth") instanceof JsonObject all
              && all.get("testcases") instanceof JsonArray list
          ? list.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject).toList()
          : List.of();
    } catch (PlatformException e) {
      return List.of();
    }
  }

  /** In the first row that has a number for this GPU: rows are processors, or there is one. */
  private static OptionalLong column(List<JsonObject> tests, String name, int gpu) {
    return tests.stream()
        .filter(test -> text(test, "name").equals(name) && text(test, "status").equals("Passed"))
        .flatMap(
            test ->
                test.get("bandwidth_matrix") instanceof JsonArray rows
                    ? rows.stream()
                    : JsonArray.EMPTY_JSON_ARRAY.stream())
        .flatMapToLong(row -> cell(row, gpu).stream())
        .findFirst();
  }

  private static OptionalLong cell(JsonValue row, int gpu) {
    if (!(row instanceof JsonArray cells) || gpu >= cells.size()) {
      return OptionalLong.empty();
    }
    try {
      var value =
          switch (cells.get(gpu)) {
            case JsonString text -> Double.parseDouble(text.getString());
            case JsonNumber number -> number.doubleValue();
            default -> 0;
          };
      return value > 0 && value < GIGA
          ? OptionalLong.of((long) (value * GIGA))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // N/A
    }
  }

  private static String text(JsonObject json, String member) {
    return json.get(member) instanceof JsonString text ? text.getString() : "";
  }
}
