package uk.org.rmatool.cli.operate;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rma workers}. */
@Command(
    name = "workers",
    description = "List the workers of the fleet and how they are.",
    footer = {"", "Example: ./rma workers --state suspect"})
public final class WorkersCommand implements Callable<Integer> {
  private static final int SHOWN_SERVICES = 2;

  @Mixin ListOptions list = new ListOptions();

  @Option(
      names = "--measured",
      description =
          "what their machines claim to have, and what they were measured to do (./rma benchmark"
              + " has one measure again)")
  boolean measured;

  @Override
  public Integer call() throws IOException {
    var times = Times.system();
    if (measured) {
      return machines(times);
    }
    var table = new Table("ID", "TYPE", "STATE", "HEARD", "LOAD", "CALLS", "SERVICES", "WHY");
    return list.print(Kind.WORKER, table, worker -> table.add(row(worker, times)));
  }

  private int machines(Times times) throws IOException {
    var table =
        new Table(
            "ID", "CPUS", "MEMORY", "GPU", "MEASURED", "ONE CPU", "ALL", "COPIES", "DISK", "GPUS");
    return list.print(
        Kind.WORKER, table, worker -> table.add(machine(worker, Claimed.of(worker), times)));
  }

  private static String[] machine(Node worker, Claimed claimed, Times times) {
    var seen = Measured.of(worker).orElse(new Measured(JsonObject.EMPTY_JSON_OBJECT));
    return new String[] {
      worker.id(),
      claimed.processors(),
      claimed.memory(),
      claimed.gpu(),
      seen.at().isEmpty() ? Table.NOTHING : times.localised(seen.at()),
      seen.processor(),
      seen.allProcessors(),
      seen.memory(),
      seen.disk(),
      seen.gpus().isEmpty() ? Table.NOTHING : String.join("; ", seen.gpus())
    };
  }

  private static String[] row(Node worker, Times times) {
    return new String[] {
      worker.id(),
      worker.text("worker_type"),
      worker.state(),
      number(worker, "age_seconds", age -> Times.span(age) + " ago"),
      number(worker, "current_load", load -> String.format(Locale.ROOT, "%.2f", load)),
      number(worker, "active_requests", calls -> Long.toString((long) calls)),
      services(worker.services()),
      Remark.of(worker, times)
    };
  }

  private static String number(Node worker, String member, DoubleFunction<String> format) {
    var number = worker.number(member);
    return number.isPresent() ? format.apply(number.getAsDouble()) : "-";
  }

  private static String services(List<String> services) {
    if (services.isEmpty()) {
      return "-";
    }
    var shown = String.join(",", services.subList(0, Math.min(SHOWN_SERVICES, services.size())));
    var more = services.size() - SHOWN_SERVICES;
    return more > 0 ? shown + ",+" + more : shown;
  }
}
