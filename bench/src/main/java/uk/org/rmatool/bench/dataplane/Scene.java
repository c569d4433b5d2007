package uk.org.rmatool.bench.dataplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import uk.org.rmatool.bench.Ask;
import uk.org.rmatool.bench.container.ContainerAlone;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.bench.stage.Memory;
import uk.org.rmatool.bench.stage.Server;
import uk.org.rmatool.bench.stage.Stage;
import uk.org.rmatool.bench.upstream.Upstream;
import uk.org.rmatool.cli.console.Failure;

/** The upstream and every way to it, running. */
final class Scene implements AutoCloseable {
  static final String DIRECT = "directly";

  /** Open Liberty without us: nobody is called. */
  static final String CONTAINER = "container alone";

  /** At its port for HTTP/2, which also speaks HTTP/1.1. */
  static final String COORDINATOR = "coordinator";

  /** At the application server's port. */
  static final String COORDINATOR_CONTAINER = "coordinator, HTTP_PORT";

  static final String ROUTER = "router, coordinator";

  private static final String SERVICE_PREFIX = "/service/" + DeployedWorker.SERVICE;
  private static final Duration FOUND = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Stage stage;
  private final long upstream;
  private final Server coordinator;
  private final Server router;
  private final DeployedWorker worker;
  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Map<String, Long> servers = new LinkedHashMap<>();

  /**
   * Starts everything.
   *
   * @param settings further ones of router and coordinator
   */
  Scene(Path root, Map<String, String> settings) throws Exception {
    stage = new Stage(root);
    try {
      var port = stage.freePort();
      upstream = stage.program("upstream", port, upstreamCommand(port));
      add(new Route(DIRECT, local(port), "", List.of()));
      for (var proxy : PeerProxy.values()) {
        start(proxy, port);
      }
      var routerFront = stage.freePort();
      var coordinatorFront = stage.freePort();
      router = stage.router(withFront(settings, routerFront));
      var all = withFront(settings, coordinatorFront);
      all.put("ROUTER_URL", router.url().toString());
      all.put("COORDINATOR_PUBLIC_URL", "http://127.0.0.1:" + coordinatorFront);
      coordinator = stage.coordinator(all, ContainerAlone::deploy);
      worker = new DeployedWorker(coordinator.url(), URI.create("http://127.0.0.1:" + port));
      var pid = coordinator.pid();
      add(new Route(COORDINATOR_CONTAINER, coordinator.address(), SERVICE_PREFIX, List.of(pid)));
      add(new Route(COORDINATOR, local(coordinatorFront), SERVICE_PREFIX, List.of(pid)));
      add(new Route(ROUTER, local(routerFront), SERVICE_PREFIX, List.of(router.pid(), pid)));
      servers.put("coordinator", coordinator.pid());
      servers.put("router", router.pid());
      awaitService();
    } catch (Exception e) {
      stage.close();
      throw e;
    }
  }

  private static Map<String, String> withFront(Map<String, String> settings, int port) {
    var all = new HashMap<>(settings);
    all.put("HTTP2_PORT", Integer.toString(port));
    return all;
  }

  private static List<String> upstreamCommand(int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        Upstream.class.getName(),
        Integer.toString(port));
  }

  private void start(PeerProxy proxy, int upstreamPort) throws Exception {
    var program = proxy.program();
    if (program.isEmpty()) {
      System.out.println(proxy.displayName() + " is not installed and left out");
      return;
    }
    var port = stage.freePort();
    var folder = stage.folder(proxy.displayName());
    var configuration =
        Files.writeString(folder.resolve("proxy.conf"), proxy.configuration(port, upstreamPort));
    var pid =
        stage.program(
            proxy.displayName(), port, proxy.command(program.get(), folder, configuration));
    add(new Route(proxy.displayName(), local(port), "", List.of(pid)));
    servers.put(proxy.displayName(), pid);
  }

  private void add(Route route) {
    routes.put(route.name(), route);
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void awaitService() throws InterruptedException {
    var ask = new Ask();
    var address = router.url().resolve(SERVICE_PREFIX + "/small");
    var deadline = System.nanoTime() + FOUND.toNanos();
    while (!ask.works(address)) {
      if (System.nanoTime() - deadline > 0) {
        throw new Failure("the service cannot be called through the router");
      }
      Thread.sleep(POLL);
    }
  }

  /** From the shortest way to the longest. */
  List<Route> routes() {
    return new ArrayList<>(routes.values());
  }

  /** To the application server of the coordinator, which answers without us. */
  Route container() {
    return new Route(
        CONTAINER, coordinator.address(), ContainerAlone.PATH, List.of(coordinator.pid()));
  }

  Route route(String name) {
    return Objects.requireNonNull(routes.get(name), name);
  }

  /** What is between callers and the upstream. */
  List<String> servers() {
    return List.copyOf(servers.keySet());
  }

  /** Memory of each of them. */
  List<Memory> memory() {
    return servers.values().stream().map(Memory::of).toList();
  }

  /** Fails if one of our servers has ended under the load. */
  void requireRunning() throws IOException {
    router.requireRunning();
    coordinator.requireRunning();
  }

  Server coordinator() {
    return coordinator;
  }

  Server router() {
    return router;
  }

  /** CPU time that the upstream has taken. */
  long upstreamMicros() {
    return Cpu.micros(upstream);
  }

  @Override
  public void close() throws IOException {
    worker.close();
    stage.close();
  }
}
