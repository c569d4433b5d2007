package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma undrain}. */
@Command(
    name = "undrain",
    description = "Let a drained worker or coordinator serve again.",
    footer = {"", "Example: ./rma undrain cpu-7"})
public final class UndrainCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Override
  public Integer call() throws IOException {
    return decision.decide("drain", false);
  }
}
