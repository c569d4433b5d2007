package uk.org.rmatool.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.cli.console.Failure;

/** What the commands in {@code bench/} have in common. */
public final class Commands {
  private Commands() {}

  /** Says what is run and where, runs it, and gives the exit code. */
  public static int execute(String name, Callable<Integer> command, String... arguments) {
    return new CommandLine(command)
        .setExecutionStrategy(
            parsed -> {
              if (!parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                heading(name + " " + String.join(" ", arguments));
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (failure instanceof Failure known) {
                System.err.println(name + ": " + known.sentence());
                return known.exitCode();
              }
              throw failure;
            })
        .execute(arguments);
  }

  private static void heading(String commandLine) {
    System.out.printf(
        "%s%nmachine: %d cores, %d GB, JDK %s%n",
        commandLine.strip(),
        Runtime.getRuntime().availableProcessors(),
        Cpu.machineGigabytes(),
        Runtime.version());
  }

  /** The measurements with these names, all of them if there is none or one is {@code all}. */
  public static <R> Collection<R> chosen(Map<String, R> measurements, List<String> names) {
    if (names.isEmpty() || names.contains("all")) {
      return measurements.values();
    }
    return names.stream().map(name -> measurement(measurements, name)).toList();
  }

  private static <R> R measurement(Map<String, R> measurements, String name) {
    var measurement = measurements.get(name);
    if (measurement == null) {
      throw new Failure("there is no measurement '" + name + "'; see --help", Failure.USAGE, null);
    }
    return measurement;
  }
}
