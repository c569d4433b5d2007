package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rma dht}: what a coordinator's node knows and finds. */
@Command(
    name = "dht",
    description = "Look into the DHT through a coordinator's node.",
    subcommands = {
      DhtCommand.Peers.class,
      DhtCommand.Get.class,
      DhtCommand.Providers.class,
      DhtCommand.Lookup.class
    },
    footer = {"", "Example: ./rma dht providers document-processing"})
public final class DhtCommand implements Runnable {
  @Spec CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }

  /** {@code rma dht peers}. */
  @Command(name = "peers", description = "List the nodes that a coordinator's node knows.")
  static final class Peers implements Callable<Integer> {
    @Mixin DhtOptions options = new DhtOptions();

    @Override
    public Integer call() throws IOException {
      var answer = options.ask("/api/dht/topology", "nodes");
      if (!options.json) {
        var table = new Table("NODE", "HOST", "PORT", "");
        for (var node : objects(answer, "nodes")) {
          table.add(
              text(node, "id"),
              text(node, "host"),
              text(node, "port"),
              node.getBoolean("self", false) ? "the coordinator's own" + reach(answer) : "");
        }
        table.lines().forEach(options::say);
      }
      return 0;
    }

    /** Whether it can be reached from outside; coordinators of before do not say. */
    private static String reach(JsonObject answer) {
      return answer.get("reach") instanceof JsonString reach ? ", " + reach.getString() : "";
    }
  }

  /** {@code rma dht get}. Exit status 3 when nothing is there. */
  @Command(
      name = "get",
      description = "Print what is kept under a key. Exit status: 3 if nothing is.")
  static final class Get implements Callable<Integer> {
    @Mixin DhtOptions options = new DhtOptions();

    @Parameters(paramLabel = "KEY", description = "such as worker:lab-eh7ddx5bksrgcytl")
    String key;

    @Override
    public Integer call() throws IOException {
      return options.value(options.ask("/api/dht/lookup/" + DhtOptions.encoded(key), "key"));
    }
  }

  /** {@code rma dht providers}. Exit status 3 when there is none. */
  @Command(
      name = "providers",
      description = "List who says in the DHT to provide a service. Exit status: 3 if nobody does.")
  static final class Providers implements Callable<Integer> {
    @Mixin DhtOptions options = new DhtOptions();

    @Parameters(paramLabel = "SERVICE", description = "by its full name")
    String service;

    @Override
    public Integer call() throws IOException {
      var path = "/api/dht/providers/" + DhtOptions.encoded(service);
      var workers = objects(options.ask(path, "providers"), "providers");
      if (!options.json) {
        var table = new Table("ID", "LOAD", "ADDRESS");
        for (var worker : workers) {
          table.add(
              text(worker, "worker_id"),
              String.format(Locale.ROOT, "%.2f", number(worker, "load")),
              text(worker, "tunnel_url"));
        }
        if (table.isEmpty()) {
          options.say("nobody");
        } else {
          table.lines().forEach(options::say);
        }
      }
      return workers.isEmpty() ? RouterApi.NOT_THERE : 0;
    }
  }

  /** {@code rma dht lookup}. Exit status 3 when nothing is there. */
  @Command(
      name = "lookup",
      description = "Look a key up and tell how. Exit status: 3 if nothing is there.")
  static final class Lookup implements Callable<Integer> {
    @Mixin DhtOptions options = new DhtOptions();

    @Option(names = "--trace", description = "list the nodes that were asked, hops and times")
    boolean trace;

    @Parameters(paramLabel = "KEY", description = "such as worker:lab-eh7ddx5bksrgcytl")
    String key;

    @Override
    public Integer call() throws IOException {
      var answer = options.ask("/api/dht/lookup/" + DhtOptions.encoded(key), "key");
      var steps = objects(answer, "steps");
      if (!options.json) {
        options.say(
            "%s is at %s; hops: %s, asked: %d"
                .formatted(key, text(answer, "point"), text(answer, "hops"), steps.size()));
        if (trace) {
          trace(steps);
        }
      }
      return options.value(answer);
    }

    private void trace(List<JsonObject> steps) {
      var table = new Table("HOP", "NODE", "HOST", "PORT", "TOOK", "RESULT");
      for (var step : steps) {
        table.add(
            text(step, "hop"),
            text(step, "id"),
            text(step, "host"),
            text(step, "port"),
            String.format(Locale.ROOT, "%.1f ms", number(step, "took_ms")),
            text(step, "result"));
      }
      table.lines().forEach(options::say);
    }
  }

  private static List<JsonObject> objects(JsonObject answer, String member) {
    return answer.get(member) instanceof JsonArray list
        ? list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  private static String text(JsonObject json, String member) {
    return switch (json.get(member)) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.toString();
      case null, default -> "-";
    };
  }

  private static double number(JsonObject json, String member) {
    return json.get(member) instanceof JsonNumber number ? number.doubleValue() : 0;
  }
}
