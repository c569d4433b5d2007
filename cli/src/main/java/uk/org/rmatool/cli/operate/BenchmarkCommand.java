package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;

/** {@code rma benchmark}. */
@Command(
    name = "benchmark",
    description =
        "Have a worker measure its machine again: processors, memory, disk and GPUs. It does so"
            + " when its calls have ended, or after two minutes, not more often than once a minute,"
            + " and not while its owner has it paused. ./rma why and ./rma workers --measured show"
            + " what it measured last. With --wait, exit status 4 says that the time was not"
            + " enough; it is still asked for.",
    footer = {"", "Example: ./rma benchmark cpu-7 --wait"})
public final class BenchmarkCommand implements Callable<Integer> {
  static final int NOT_MEASURED = 4;

  @Mixin DecisionOptions decision = new DecisionOptions();

  @Option(names = "--wait", description = "wait until it is measured, and print the figures")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "how long to wait (default: 600)")
  int timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timeout < 0) {
      throw new Failure("--timeout is 0 or more seconds, not " + timeout, Failure.USAGE, null);
    }
    var api = decision.node.router.api();
    var node = decision.node.find(api);
    decision.change(api, node, Json.createObjectBuilder().add("benchmark", true).build());
    if (!decision.node.json) {
      decision.say(node, "asked to measure its machine again");
    }
    return wait ? await(api, node) : 0;
  }

  private int await(RouterApi api, Node node) throws InterruptedException {
    // Beside JSON on standard output nothing else stands there.
    var console = decision.node.command.commandLine();
    var out = decision.node.json ? console.getErr() : console.getOut();
    var measuring = new Measuring(api, node, line -> out.println(Table.clean(line)));
    var measured = measuring.await(Duration.ofSeconds(timeout));
    measured.ifPresent(
        it -> it.lines(Times.system()).forEach(line -> out.println(Table.clean("  " + line))));
    return measured.isPresent() ? 0 : NOT_MEASURED;
  }
}
