package uk.org.rmatool.cli.servers;

import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.PortHolder;

/**
 * The ports of one platform.
 *
 * @param offset added to every port, 0 to 50,000
 */
public record Ports(int offset) {
  public static final int MAX_OFFSET = 50_000;

  private static final int OFFSET_STEP = 100;

  /**
   * One port.
   *
   * @param purpose what it is for, for messages
   */
  public record Port(int number, String purpose) {}

  public Ports {
    if (offset < 0 || offset > MAX_OFFSET) {
      throw new Failure(
          "--port-offset is between 0 and " + MAX_OFFSET + ", not " + offset, Failure.USAGE, null);
    }
  }

  public int router() {
    return 9080 + offset;
  }

  public int routerManagement() {
    return 9990 + offset;
  }

  public int coordinator() {
    return 8080 + offset;
  }

  public int coordinatorManagement() {
    return 9991 + offset;
  }

  public int worker() {
    return 8000 + offset;
  }

  public int workerManagement() {
    return 9992 + offset;
  }

  /** UDP. */
  public int coordinatorDht() {
    return 8468 + offset;
  }

  /** UDP; the worker takes the next one that is free. */
  public int workerDht() {
    return 8469 + offset;
  }

  List<Port> all() {
    return List.of(
        new Port(router(), "router"),
        new Port(routerManagement(), "router, management"),
        new Port(coordinator(), "coordinator"),
        new Port(coordinatorManagement(), "coordinator, management"),
        new Port(worker(), "worker"),
        new Port(workerManagement(), "worker, management"));
  }

  /**
   * What is said of the coordinator's UDP port; a taken one is no reason not to start, as nothing
   * but the DHT needs it.
   */
  public String dht() {
    return PortHolder.freeUdp(coordinatorDht())
        ? "DHT %d/udp".formatted(coordinatorDht())
        : "%d/udp is in use, so the coordinator goes without a DHT node"
            .formatted(coordinatorDht());
  }

  /**
   * Checks that every TCP port is free.
   *
   * @throws Failure naming each port that is not, and its holder where that can be seen
   */
  public void requireFree() {
    List<String> taken = new ArrayList<>();
    for (var port : all()) {
      if (!PortHolder.free(port.number())) {
        taken.add(
            "port "
                + port.number()
                + " ("
                + port.purpose()
                + ") is in use by "
                + PortHolder.find(port.number()).orElse("another process"));
      }
    }
    if (!taken.isEmpty()) {
      throw new Failure(
          String.join(", ", taken)
              + "; stop it, or choose other ports: ./rma up --port-offset "
              + (offset + OFFSET_STEP));
    }
  }
}
