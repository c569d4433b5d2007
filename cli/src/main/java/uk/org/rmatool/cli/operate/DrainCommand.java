package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;

/** {@code rma drain}. */
@Command(
    name = "drain",
    description =
        "Let a worker or a coordinator finish its calls and give it no more; what it has is given"
            + " to others. With --wait, exit status 4 says that the time was not enough; it stays"
            + " drained.",
    footer = {"", "Example: ./rma drain cpu-7 --reason 'disk fails' --wait"})
public final class DrainCommand implements Callable<Integer> {
  static final int NOT_EMPTY = 4;

  @Mixin DecisionOptions decision = new DecisionOptions();

  @Option(
      names = "--wait",
      description = "wait until a worker has no calls left, a coordinator no workers")
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
    decision.decide(api, node, Json.createObjectBuilder().add("drain", true).build());
    if (!wait) {
      return 0;
    }
    // Beside JSON on standard output nothing else stands there.
    var console = decision.node.command.commandLine();
    var progress = decision.node.json ? console.getErr() : console.getOut();
    var emptying = new Emptying(api, node, line -> progress.println(Table.clean(line)));
    return emptying.await(Duration.ofSeconds(timeout)) ? 0 : NOT_EMPTY;
  }
}
