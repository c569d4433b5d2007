package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma reject}. */
@Command(
    name = "reject",
    description = "Put a worker or a coordinator out and refuse its registration.",
    footer = {"", "Example: ./rma reject cpu-7 --reason 'not ours'"})
public final class RejectCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Override
  public Integer call() throws IOException {
    return decision.decide("approval", "rejected");
  }
}
