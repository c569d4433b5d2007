package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma approve}. */
@Command(
    name = "approve",
    description = "Take a worker or a coordinator that waits for approval or was rejected.",
    footer = {"", "Example: ./rma approve cpu-7"})
public final class ApproveCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Override
  public Integer call() throws IOException {
    return decision.decide("approval", "approved");
  }
}
