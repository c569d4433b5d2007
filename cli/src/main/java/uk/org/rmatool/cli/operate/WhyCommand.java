package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.console.Failure;

/** {@code rma why}. */
@Command(
    name = "why",
    description =
        "Say how a worker or a coordinator is, why, and what happened to it last. Exit status: 0"
            + " serving, 3 gone or never there, 4 there but not serving.",
    footer = {"", "Example: ./rma why cpu-7 --events 3"})
public final class WhyCommand implements Callable<Integer> {
  static final int SERVING = 0;
  static final int NOT_SERVING = 4;

  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10",
      description = "how many of the newest events to show (default: 10)")
  int count;

  @Override
  public Integer call() throws IOException {
    if (count < 0) {
      throw new Failure("--events is 0 or more, not " + count, Failure.USAGE, null);
    }
    var api = node.router.api();
    var found = node.find(api);
    var history = History.read(api, found, Math.max(1, count));
    if (node.json) {
      node.print(history.node().json());
    } else {
      print(found, history, Times.system());
    }
    var state = history.node().state();
    if (state.equals(Node.SERVING)) {
      return SERVING;
    }
    return state.equals(Node.GONE) ? RouterApi.NOT_THERE : NOT_SERVING;
  }

  private void print(Node found, History history, Times times) {
    var seen = history.node();
    var since =
        history.since().isPresent() ? ", since " + times.local(history.since().getAsLong()) : "";
    var why = seen.why().isEmpty() ? "" : ": " + times.localised(seen.why());
    node.say("%s %s is %s%s%s".formatted(seen.kind().word(), seen.id(), seen.state(), since, why));
    seen.intent()
        .filter(intent -> !intent.decisions().isEmpty())
        .ifPresent(intent -> node.say("decided: " + intent.describe(times)));
    Measured.of(found).ifPresent(measured -> measured.lines(times).forEach(node::say));
    found.troubles().forEach((service, state) -> node.say(service + ": " + state));
    var table = new Table("WHEN", "WHAT", "WHERE", "REASON");
    for (var event : history.events().subList(0, Math.min(count, history.events().size()))) {
      table.add(
          times.local(event.at()),
          event.text("transition"),
          event.text("coordinator").isEmpty() ? "-" : event.text("coordinator"),
          times.localised(event.text("reason")));
    }
    if (!table.isEmpty()) {
      node.say("");
      table.lines().forEach(node::say);
    }
  }
}
