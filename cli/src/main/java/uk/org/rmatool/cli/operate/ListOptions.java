package uk.org.rmatool.cli.operate;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that list nodes have in common. */
final class ListOptions {
  @Mixin RouterOptions router = new RouterOptions();

  @Option(names = "--json", description = "print what the API answers, its pages made one")
  boolean json;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "only those in this state: serving, suspect, held_back, degraded, pending, rejected or"
              + " drained")
  String state = "";

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** Prints the list, as a table of the rows that {@code row} adds or as JSON. */
  int print(Kind kind, Table table, Consumer<Node> row) throws IOException {
    var out = command.commandLine().getOut();
    var listing = new Listing(router.api(), kind);
    if (json) {
      write(listing, kind, out);
    } else {
      listing.forEach(
          node -> {
            if (wanted(node)) {
              row.accept(node);
            }
          });
      if (table.isEmpty()) {
        out.println("no " + kind.plural() + (state.isEmpty() ? "" : " in state " + state));
      } else {
        table.lines().forEach(out::println);
      }
    }
    listing.warn(command.commandLine().getErr());
    return 0;
  }

  private boolean wanted(Node node) {
    return state.isEmpty() || node.state().equals(state);
  }

  private void write(Listing listing, Kind kind, PrintWriter out) {
    // Not closed: standard output is not ours.
    JsonGenerator json = Json.createGenerator(out);
    json.writeStartObject().writeStartArray(kind.plural());
    listing.forEach(
        node -> {
          if (wanted(node)) {
            json.write(node.json());
          }
        });
    json.writeEnd().writeStartArray("unreachable");
    listing.unreachable().forEach(json::write);
    json.writeEnd().writeNull("next").writeEnd().flush();
    out.println();
  }
}
