package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Measures the GPUs by the first program for it that is there and tells of them. Nothing is made
 * up: without one it says that they were not measured, and why.
 */
@Component
class GpuMeasurement {
  /** It may have to compile what it measures by. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final List<GpuBenchmark> PROGRAMS = List.of(new Clpeak(), new Nvbandwidth());

  private final Commands commands;
  private final Duration timeout;

  /**
   * What came of it.
   *
   * @param program what measured them; empty when nothing did
   * @param gpus each that it told of
   * @param problem why none was measured; empty when some were
   */
  record Result(String program, List<GpuSpeed> gpus, String problem) {
    Result {
      gpus = List.copyOf(gpus);
    }

    /** As members of what was measured. */
    JsonObject toJson() {
      if (gpus.isEmpty()) {
        return Json.createObjectBuilder().add("gpus_problem", "not measured: " + problem).build();
      }
      var list = Json.createArrayBuilder();
      gpus.forEach(gpu -> list.add(gpu.toJson()));
      return Json.createObjectBuilder().add("gpus", list).add("gpus_by", program).build();
    }
  }

  @Inject
  GpuMeasurement(Commands commands) {
    this(commands, TIMEOUT);
  }

  GpuMeasurement(Commands commands, Duration timeout) {
    this.commands = commands;
    this.timeout = timeout;
  }

  /** Takes a minute for each program at most; empty without GPUs. */
  Optional<Result> measure(List<Gpu> gpus) {
    if (gpus.isEmpty()) {
      return Optional.empty();
    }
    var problems = new ArrayList<String>();
    for (var benchmark : PROGRAMS) {
      var found = commands.find(benchmark.program());
      if (found.isPresent()) {
        var command = new ArrayList<>(List.of(found.get().toString()));
        command.addAll(benchmark.arguments());
        switch (ToolOutput.of(command, timeout)) {
          case ToolOutput.Nothing(var reason) -> problems.add(benchmark.program() + ": " + reason);
          case ToolOutput.Text(var output) -> {
            var speeds = benchmark.read(output, gpus);
            if (!speeds.isEmpty()) {
              return Optional.of(new Result(benchmark.program(), speeds, ""));
            }
            problems.add(benchmark.program() + ": it tells of none of the GPUs");
          }
        }
      }
    }
    return Optional.of(
        new Result("", List.of(), problems.isEmpty() ? none() : String.join("; ", problems)));
  }

  private static String none() {
    return PROGRAMS.stream()
        .map(GpuBenchmark::program)
        .collect(Collectors.joining(" nor ", "neither ", " is on the PATH"));
  }
}
