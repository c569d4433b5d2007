package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rma weight}. */
@Command(
    name = "weight",
    description = "Set a node's share of calls compared with its peers'.",
    footer = {"", "Example: ./rma weight cpu-7 50"})
public final class WeightCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Parameters(index = "1", paramLabel = "N", description = "0 to 100; 100 is a whole share, 0 none")
  int weight;

  @Override
  public Integer call() throws IOException {
    return decision.decide(Json.createObjectBuilder().add("weight", weight).build());
  }
}
