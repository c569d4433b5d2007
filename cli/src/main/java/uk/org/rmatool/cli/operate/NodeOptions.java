package uk.org.rmatool.cli.operate;

import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which node a command is about. */
final class NodeOptions {
  @Mixin RouterOptions router = new RouterOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "the id of a worker or a coordinator, or a beginning that only one id has")
  String id = "";

  @ArgGroup @Nullable Only only;

  @Option(names = "--json", description = "print what the API answers")
  boolean json;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** For an id that a worker and a coordinator have. */
  static final class Only {
    @Option(names = "--worker", description = "ID is a worker's")
    boolean worker;

    @Option(names = "--coordinator", description = "ID is a coordinator's")
    boolean coordinator;
  }

  /** The one node that is meant. */
  Node find(RouterApi api) {
    return new NodeFinder(api, command.commandLine().getErr()).find(id, kinds());
  }

  private List<Kind> kinds() {
    if (only == null) {
      return List.of(Kind.values());
    }
    return List.of(only.worker ? Kind.WORKER : Kind.COORDINATOR);
  }

  /** Prints an answer as it came. */
  void print(JsonObject answer) {
    command.commandLine().getOut().println(answer);
  }

  void say(String line) {
    command.commandLine().getOut().println(Table.clean(line));
  }
}
