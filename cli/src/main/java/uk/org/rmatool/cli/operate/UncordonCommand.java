package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma uncordon}. */
@Command(
    name = "uncordon",
    description = "Let a cordoned worker or coordinator be given more again.",
    footer = {"", "Example: ./rma uncordon cpu-7"})
public final class UncordonCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Override
  public Integer call() throws IOException {
    return decision.decide("cordon", false);
  }
}
