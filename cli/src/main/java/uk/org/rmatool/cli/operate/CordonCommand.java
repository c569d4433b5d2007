package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma cordon}. */
@Command(
    name = "cordon",
    description =
        "Give a worker no more services, or a coordinator no more workers; what it has goes on.",
    footer = {"", "Example: ./rma cordon cpu-7 --reason 'is to be replaced'"})
public final class CordonCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Override
  public Integer call() throws IOException {
    return decision.decide("cordon", true);
  }
}
