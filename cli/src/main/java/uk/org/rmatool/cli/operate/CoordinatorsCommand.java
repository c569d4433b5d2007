package uk.org.rmatool.cli.operate;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rma coordinators}. */
@Command(
    name = "coordinators",
    description = "List the coordinators of a router and how they are.",
    footer = {"", "Example: ./rma coordinators --router https://router.example.org"})
public final class CoordinatorsCommand implements Callable<Integer> {
  @Mixin ListOptions list = new ListOptions();

  @Override
  public Integer call() throws IOException {
    var times = Times.system();
    var table =
        new Table("ID", "LOCATION", "STATE", "HEARD", "WORKERS", "SERVICES", "ADDRESS", "WHY");
    return list.print(
        Kind.COORDINATOR,
        table,
        coordinator ->
            table.add(
                coordinator.id(),
                coordinator.text("location"),
                coordinator.state(),
                heard(coordinator, times),
                count(coordinator, "worker_count"),
                count(coordinator, "service_count"),
                coordinator.text("tunnel_url"),
                Remark.of(coordinator, times)));
  }

  /** A coordinator that does not say has any number of them. */
  private static String count(Node coordinator, String member) {
    var count = coordinator.number(member);
    return count.isPresent() ? Long.toString((long) count.getAsDouble()) : "-";
  }

  private static String heard(Node coordinator, Times times) {
    var at = coordinator.number("last_seen");
    return at.isPresent() ? Times.span(times.secondsSince(at.getAsDouble())) + " ago" : "-";
  }
}
