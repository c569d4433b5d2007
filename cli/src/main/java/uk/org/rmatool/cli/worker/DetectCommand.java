package uk.org.rmatool.cli.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.servers.PlatformServer;
import uk.org.rmatool.cli.servers.Ports;

/** {@code rma worker detect}. */
@Command(
    name = "detect",
    description =
        "Look at this machine as a worker would, whether one runs or not: what it has and what that"
            + " is known from, what it was measured to do, the worker type that it would be, and"
            + " each service that it could run or why not. WORKER_TYPE, MODELS_DIR, LLM_MODEL,"
            + " RECIPES_DIR and the owner's limits count as they do for ./rma up.")
final class DetectCommand implements Callable<Integer> {
  private static final String MAIN = "uk.org.rmatool.worker.detect.DetectMain";
  private static final String SILENT = "org.slf4j.nop.NOPServiceProvider";

  @Mixin PlaceOptions place = new PlaceOptions();

  @Option(names = "--json", description = "print it as JSON")
  boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var checkout = place.checkout();
    var worker = PlatformServer.worker(new Ports(0), checkout).launch(place.home(), checkout);
    var classPath = checkout.workerClassPath(System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-Dslf4j.provider=" + SILENT, "-Dslf4j.internal.verbosity=WARN"));
    command.addAll(List.of("-cp", classPath, MAIN));
    if (json) {
      command.add("--json");
    }
    var builder = new ProcessBuilder(command).inheritIO();
    builder
        .environment()
        .keySet()
        .removeIf(key -> worker.withheld().stream().anyMatch(key::startsWith));
    builder.environment().putAll(worker.environment());
    return builder.start().waitFor();
  }
}
