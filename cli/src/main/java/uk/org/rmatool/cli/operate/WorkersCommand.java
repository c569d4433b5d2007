package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma workers}. */
@Command(
    name = "workers",
    description = "List the workers of the fleet and how they are.",
    footer = {"", "Example: ./rma workers --state suspect"})
public final class WorkersCommand implements Callable<Integer> {
  private static final int SHOWN_SERVICES = 2;

  @Mixin ListOptions list = new ListOptions();

  @Override
  public Integer call() throws IOException {
    var times = Times.system();
    var table = new Table("ID", "TYPE", "STATE", "HEARD", "LOAD", "CALLS", "SERVICES", "WHY");
    return list.print(Kind.WORKER, table, worker -> table.add(row(worker, times)));
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
