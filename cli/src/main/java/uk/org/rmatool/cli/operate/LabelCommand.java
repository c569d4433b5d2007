package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.cli.console.Failure;

/** {@code rma label}. */
@Command(
    name = "label",
    description = "Set labels of a worker or a coordinator, or take them away.",
    footer = {"", "Example: ./rma label cpu-7 rack=b2 spare-"})
public final class LabelCommand implements Callable<Integer> {
  @Mixin DecisionOptions decision = new DecisionOptions();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "LABEL",
      description = "name=value sets a label, name- takes it away")
  List<String> labels = List.of();

  @Override
  public Integer call() throws IOException {
    return decision.decide(Json.createObjectBuilder().add("labels", change()).build());
  }

  private JsonObject change() {
    var change = Json.createObjectBuilder();
    var names = new HashSet<String>();
    for (var label : labels) {
      var equals = label.indexOf('=');
      if (equals < 0 && !label.endsWith("-")) {
        throw misused("a label is name=value, or name- to take it away, not '" + label + "'");
      }
      var name = label.substring(0, equals < 0 ? label.length() - 1 : equals);
      if (!names.add(name)) {
        throw misused("the label '" + name + "' is named twice");
      }
      if (equals < 0) {
        change.addNull(name);
      } else {
        change.add(name, label.substring(equals + 1));
      }
    }
    return change.build();
  }

  private static Failure misused(String sentence) {
    return new Failure(sentence, Failure.USAGE, null);
  }
}
