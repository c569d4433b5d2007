package uk.org.rmatool.cli.control;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.servers.HealthProbe;

/** {@code rma status}. */
@Command(
    name = "status",
    description = "Show what runs. Exit status: 0 all ready, 3 not running, 4 partly or unhealthy.")
public final class StatusCommand implements Callable<Integer> {
  static final int READY = 0;
  static final int NOT_RUNNING = 3;
  static final int UNHEALTHY = 4;

  private static final int CONNECT_MILLIS = 2000;
  private static final SortedMap<String, String> NO_SERVICES = Collections.emptySortedMap();

  @Mixin PlaceOptions place = new PlaceOptions();

  @Option(names = "--json", description = "print it as JSON")
  boolean json;

  /** One process and whether it answers now. */
  private record Seen(Running process, boolean alive, boolean ready) {
    String state() {
      if (!alive) {
        return process.activity() == RunState.Activity.STOPPED ? "stopped" : "not running";
      }
      return ready ? "ready" : "not ready";
    }
  }

  @Override
  public Integer call() throws IOException {
    var found = new RunFile(place.home()).read();
    var seen = found.map(StatusCommand::look).orElse(List.of());
    var status = status(found, seen);
    var headline = headline(found, status);
    var services = status == NOT_RUNNING ? NO_SERVICES : services(found);
    if (json) {
      System.out.println(toJson(found, seen, services, status, headline));
    } else {
      print(found, seen, services, headline);
    }
    return status;
  }

  private static List<Seen> look(RunState state) {
    var probe = new HealthProbe();
    return state.processes().stream()
        .map(
            process -> {
              var alive = process.identity().alive();
              return new Seen(process, alive, alive && ready(probe, process.check()));
            })
        .toList();
  }

  private static boolean ready(HealthProbe probe, String check) {
    if (!check.startsWith("tcp:")) {
      return probe.up(URI.create(check));
    }
    try (var socket = new Socket()) {
      var port = Integer.parseInt(check.substring("tcp:".length()));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static SortedMap<String, String> services(Optional<RunState> found) {
    return found
        .map(state -> state.addresses().get("worker"))
        .map(worker -> new HealthProbe().services(URI.create(worker)))
        .orElse(NO_SERVICES);
  }

  private static int status(Optional<RunState> found, List<Seen> seen) {
    if (found.isEmpty() || !found.get().supervised()) {
      return seen.stream().anyMatch(Seen::alive) ? UNHEALTHY : NOT_RUNNING;
    }
    var allReady = found.get().phase() == Phase.READY && seen.stream().allMatch(Seen::ready);
    return allReady ? READY : UNHEALTHY;
  }

  private static String headline(Optional<RunState> found, int status) {
    if (found.isEmpty()) {
      return "not running; start it with ./rma up";
    }
    var state = found.get();
    if (state.supervised()) {
      var pid = " (pid " + state.supervisor().pid() + ")";
      return switch (state.phase()) {
        case STARTING -> "starting" + pid;
        case STOPPING -> "stopping" + pid;
        case READY, STOPPED, FAILED ->
            status == READY ? "ready" + pid : "not everything is ready" + pid;
      };
    }
    if (status == UNHEALTHY) {
      return "the supervisor is gone but some of its processes still run; end them with ./rma down";
    }
    return state.phase() == Phase.FAILED
        ? "not running; the last start failed: " + state.failure()
        : "not running; start it with ./rma up";
  }

  private static void print(
      Optional<RunState> found,
      List<Seen> seen,
      SortedMap<String, String> services,
      String headline) {
    System.out.println(headline);
    var any = seen.stream().anyMatch(Seen::alive);
    if (!any || found.isEmpty()) {
      return;
    }
    for (var each : seen) {
      System.out.printf(
          "  %-12s %-12s pid %-8d %s%s%n",
          each.process().name(),
          each.state(),
          each.process().identity().pid(),
          each.process().check(),
          each.process().restarts() == 0
              ? ""
              : ", restarts: %d".formatted(each.process().restarts()));
    }
    services.forEach((service, state) -> System.out.printf("  service %-22s %s%n", service, state));
    found
        .get()
        .addresses()
        .forEach((name, value) -> System.out.printf("  %-22s %s%n", name, value));
  }

  private static JsonObject toJson(
      Optional<RunState> found,
      List<Seen> seen,
      SortedMap<String, String> services,
      int status,
      String headline) {
    var processes = Json.createArrayBuilder();
    for (var each : seen) {
      processes.add(
          Json.createObjectBuilder()
              .add("name", each.process().name())
              .add("pid", each.process().identity().pid())
              .add("running", each.alive())
              .add("ready", each.ready())
              .add("restarts", each.process().restarts())
              .add("check", each.process().check()));
    }
    var addresses = Json.createObjectBuilder();
    var json =
        Json.createObjectBuilder()
            .add(
                "status",
                status == READY ? "ready" : status == NOT_RUNNING ? "not_running" : "unhealthy")
            .add("message", headline);
    found.ifPresent(
        state -> {
          state.addresses().forEach(addresses::add);
          json.add("phase", state.phase().name().toLowerCase(Locale.ROOT))
              .add("supervisor_pid", state.supervisor().pid())
              .add("port_offset", state.portOffset());
        });
    var states = Json.createObjectBuilder();
    services.forEach(states::add);
    return json.add("addresses", addresses)
        .add("processes", processes)
        .add("services", states)
        .build();
  }
}
