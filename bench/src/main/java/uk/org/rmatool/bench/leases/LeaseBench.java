package uk.org.rmatool.bench.leases;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.org.rmatool.bench.Commands;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.bench.stage.Server;
import uk.org.rmatool.bench.stage.Stage;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Wait;

/** {@code bench/leases}: what keeping workers registered costs router and coordinator. */
@Command(
    name = LeaseBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measure what keeping workers registered costs router and coordinator, with the DHT and",
      "without: real servers, and simulated workers that speak the real protocols, in less time",
      "than it really takes. Figures are per worker and day; HTTP is workers' calls; of KB and CPU",
      "what servers without workers take is left out."
    })
public final class LeaseBench implements Callable<Integer> {
  static final String NAME = "bench/leases";

  private static final double DAY = 86_400;
  private static final int IDLE = 15;
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  @Option(names = "--workers", description = "how many (${DEFAULT-VALUE})")
  int workers = 200;

  @Option(names = "--compress", description = "time goes so many times as fast (${DEFAULT-VALUE})")
  int compress = 10;

  @Option(names = "--seconds", description = "how long is measured (${DEFAULT-VALUE})")
  int seconds = 60;

  @Option(names = "--warm-up", description = "seconds of servers alone (${DEFAULT-VALUE})")
  int warmUp = 15;

  @Option(
      names = "--settle",
      description = {
        "seconds from the last registration until it is measured (${DEFAULT-VALUE}); with the DHT",
        "numbers of shards change once a minute as the fleet grows, and every worker asks for them"
      })
  int settle = 75;

  @Option(
      names = "--record",
      paramLabel = "FOLDER",
      description = "write a flight recording of each server there")
  @Nullable Path recordings;

  private final int udp = freeUdp();

  @Option(names = "--dht", description = "true, false, or both (${DEFAULT-VALUE})")
  String dht = "both";

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new LeaseBench(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    var table =
        new Table(
            "workers",
            "DHT",
            "HTTP router",
            "HTTP coordinator",
            "datagrams: pings",
            "presences",
            "others",
            "KB: HTTP",
            "pings",
            "presences",
            "other DHT",
            "CPU router ms",
            "CPU coordinator ms",
            "pings answered, %",
            "noticed after s");
    for (var on : new boolean[] {false, true}) {
      if (dht.equals("both") || Boolean.parseBoolean(dht) == on) {
        measure(table, on);
      }
    }
    return 0;
  }

  private void measure(Table table, boolean on) throws Exception {
    try (var stage = new Stage(Path.of(System.getProperty("rma.root", ".")))) {
      var router =
          stage.router(
              Map.of("COORDINATOR_HEARTBEAT_INTERVAL", seconds(30), "MAX_WORKERS", "5000"));
      try (var atRouter = new CountingCable(router.address().getPort())) {
        var coordinator = stage.coordinator("edge", CountingCable.HOST, settings(atRouter, on));
        try (var there = new CountingCable(coordinator.address().getPort())) {
          measure(table, on, router, atRouter, coordinator, there);
        }
      }
    }
  }

  private Map<String, String> settings(CountingCable router, boolean on) {
    var settings = new HashMap<String, String>();
    settings.put("ROUTER_URL", router.url().toString());
    settings.put("ROUTER_HEARTBEAT_INTERVAL", seconds(60));
    settings.put("WORKER_HEARTBEAT_INTERVAL", seconds(30));
    settings.put("DHT_ENABLED", Boolean.toString(on));
    settings.put("DHT_HOST", "127.0.0.1");
    settings.put("DHT_PORT", Integer.toString(udp));
    return settings;
  }

  private static int freeUdp() {
    try (var socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    } catch (SocketException e) {
      throw new Failure("no UDP port is free", e);
    }
  }

  private String seconds(int real) {
    return "PT%dS".formatted(Math.max(1, real / compress));
  }

  private void measure(
      Table table,
      boolean on,
      Server router,
      CountingCable atRouter,
      Server coordinator,
      CountingCable there)
      throws Exception {
    Thread.sleep(Duration.ofSeconds(warmUp));
    var before = Usage.of(router, atRouter, coordinator, there);
    Thread.sleep(Duration.ofSeconds(IDLE));
    var idle = Usage.of(router, atRouter, coordinator, there).since(before);
    try (var nodes = new SimulatedNodes();
        var fleet = new SimulatedFleet(workers, atRouter.url(), on ? nodes : null, compress)) {
      var begun = System.nanoTime();
      fleet.join(new InetSocketAddress(InetAddress.getLoopbackAddress(), udp));
      System.err.printf("%d nodes have joined after %.0f s%n", nodes.joined.sum(), since(begun));
      fleet.register();
      var settled = System.nanoTime() + TimeUnit.SECONDS.toNanos(on ? settle : warmUp);
      if (!Wait.until(READY, POLL, () -> active(coordinator) == workers)) {
        throw new Failure("only %d workers are registered".formatted(active(coordinator)));
      }
      System.err.printf("all workers are registered after %.0f s%n", since(begun));
      Thread.sleep(Duration.ofNanos(Math.max(0, settled - System.nanoTime())));
      record(router, coordinator);
      var exchanged = Exchanged.by(nodes);
      var start = Usage.of(router, atRouter, coordinator, there);
      Thread.sleep(Duration.ofSeconds(seconds));
      var used = Usage.of(router, atRouter, coordinator, there).since(start);
      exchanged = Exchanged.by(nodes).since(exchanged);
      recorded(on, router, coordinator);
      System.err.println("ending a tenth of the workers");
      row(table, on, used, idle, exchanged, noticed(fleet, coordinator) * compress);
    }
  }

  private void record(Server... servers) throws Exception {
    for (var server : servers) {
      if (recordings != null) {
        server.record();
      }
    }
  }

  private void recorded(boolean on, Server router, Server coordinator) throws Exception {
    if (recordings != null) {
      var name = "-%d-%s.jfr".formatted(workers, on ? "on" : "off");
      router.recorded(recordings.resolve("router" + name));
      coordinator.recorded(recordings.resolve("coordinator" + name));
    }
  }

  /** Ends a tenth of the workers; seconds until none of them is counted on. */
  private double noticed(SimulatedFleet fleet, Server coordinator) throws InterruptedException {
    var ended = Math.max(1, workers / 10);
    var start = System.nanoTime();
    fleet.end(ended);
    if (!Wait.until(READY, POLL, () -> active(coordinator) <= workers - ended)) {
      throw new Failure("workers that ended are still counted on");
    }
    return since(start);
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static long active(Server coordinator) {
    try {
      return Math.round(new Metrics(coordinator.url()).value("coordinator_workers_active"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private void row(
      Table table, boolean on, Usage used, Usage idle, Exchanged exchanged, double noticed) {
    var days = workers * used.seconds() * compress / DAY;
    var share = used.seconds() / idle.seconds();
    table.row(
        workers,
        on ? "on" : "off",
        used.routerRequests() / days,
        used.coordinatorRequests() / days,
        2 * exchanged.pings() / days,
        2 * exchanged.presences() / days,
        Math.max(0, used.datagrams() - 2 * exchanged.pings() - 2 * exchanged.presences()) / days,
        (used.httpBytes() - idle.httpBytes() * share) / days / 1_024,
        exchanged.pingBytes() / days / 1_024,
        exchanged.presenceBytes() / days / 1_024,
        Math.max(0, used.dhtBytes() - exchanged.pingBytes() - exchanged.presenceBytes())
            / days
            / 1_024,
        (used.routerMicros() - idle.routerMicros() * share) / days / 1_000,
        (used.coordinatorMicros() - idle.coordinatorMicros() * share) / days / 1_000,
        exchanged.pings() == 0 ? 0 : 100 * exchanged.answered() / exchanged.pings(),
        noticed);
    System.out.printf(
        "busy, ms a second: router %.1f, coordinator %.1f; without workers: %.1f and %.1f;"
            + " this program %.0f%n",
        used.routerMicros() / 1e3 / used.seconds(),
        used.coordinatorMicros() / 1e3 / used.seconds(),
        idle.routerMicros() / 1e3 / idle.seconds(),
        idle.coordinatorMicros() / 1e3 / idle.seconds(),
        used.ownMicros() / 1e3 / used.seconds());
  }
}
