package uk.org.rmatool.cli.servers;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Signal;

/**
 * One of the Liberty servers of a machine.
 *
 * @param name {@code router}, {@code coordinator}, {@code worker} or {@code edge}
 * @param httpPort its public port
 * @param managementPort its port for health and OpenAPI
 * @param variables what its configuration and its application read from the environment, besides
 *     the ports and folders that every server gets
 */
public record PlatformServer(
    String name, int httpPort, int managementPort, Map<String, String> variables) {

  private static final String HTTP2_PORT = "HTTP2_PORT";

  /** Whatever the user's shell has set of these is meant for something else. */
  private static final List<String> WITHHELD =
      List.of(
          "DB_",
          "WLP_",
          "LOG_",
          "JVM_ARGS",
          "PID_",
          "VARIABLE_SOURCE_DIRS",
          "HTTP_PORT",
          "HTTPS_PORT",
          HTTP2_PORT,
          "MANAGEMENT_PORT");

  public PlatformServer {
    variables = Map.copyOf(variables);
  }

  /** The database that router and coordinator share. */
  public record Database(String host, int port, String name, String user, String password) {
    /** What a server reads to find it. */
    public Map<String, String> variables() {
      return Map.of(
          "DB_HOST", host,
          "DB_PORT", Integer.toString(port),
          "DB_NAME", name,
          "DB_USER", user,
          "DB_PASSWORD", password);
    }
  }

  /** The servers in the order in which they stop: who is asked last stops last. */
  public static List<PlatformServer> all(Ports ports, Database database, Checkout checkout) {
    var routerUrl = local(ports.router());
    return List.of(
        worker(ports, checkout),
        new PlatformServer(
            "coordinator",
            ports.coordinator(),
            ports.coordinatorManagement(),
            with(
                database.variables(),
                Map.of(
                    "ROUTER_URL",
                    routerUrl,
                    "COORDINATOR_PUBLIC_URL",
                    local(ports.coordinator()),
                    "DHT_PORT",
                    Integer.toString(ports.coordinatorDht())))),
        new PlatformServer(
            "router",
            ports.router(),
            ports.routerManagement(),
            with(database.variables(), exported(HTTP2_PORT))));
  }

  /** What only one program of a machine can have: the router, where clients come in. */
  private static Map<String, String> exported(String setting) {
    var value = System.getenv(setting);
    return value == null ? Map.of() : Map.of(setting, value);
  }

  /** The worker alone. */
  public static PlatformServer worker(Ports ports, Checkout checkout) {
    return new PlatformServer(
        "worker",
        ports.worker(),
        ports.workerManagement(),
        Map.of(
            "COORDINATOR_URL", local(ports.router()),
            "DHT_PORT", Integer.toString(ports.workerDht()),
            "WORKER_PUBLIC_URL", local(ports.worker()),
            "SERVICES_HOME", checkout.services().toString()));
  }

  /** Answers 200 with status UP when the server can do its work. */
  public URI readiness() {
    return URI.create(local(managementPort) + "/health/ready");
  }

  /** How to start it in the foreground; {@code server run} becomes the JVM itself. */
  public Launch launch(Home home, Checkout checkout) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("WLP_USER_DIR", home.liberty().toString());
    environment.put("WLP_OUTPUT_DIR", home.liberty().resolve("output").toString());
    environment.put("LOG_DIR", home.logs().resolve(name).toString());
    environment.put("HTTP_PORT", Integer.toString(httpPort));
    environment.put("MANAGEMENT_PORT", Integer.toString(managementPort));
    environment.put("RMA_STATE_DIR", home.state(name).toString());
    environment.put("OTEL_SERVICE_NAME", "rma-" + name); // of three programs with one environment
    environment.putIfAbsent(
        "OTEL_SDK_DISABLED", System.getenv().getOrDefault("OTEL_SDK_DISABLED", "true"));
    return new Launch(
        List.of(checkout.liberty().resolve("bin/server").toString(), "run", name),
        environment,
        WITHHELD,
        home.liberty(),
        home.log(name),
        Signal.TERM);
  }

  private static String local(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static Map<String, String> with(Map<String, String> first, Map<String, String> second) {
    Map<String, String> both = new HashMap<>(first);
    both.putAll(second);
    return both;
  }
}
