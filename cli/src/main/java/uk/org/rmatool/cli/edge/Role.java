package uk.org.rmatool.cli.edge;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import uk.org.rmatool.cli.console.Failure;

/** What an edge machine can be, by its service's name in the catalogue. */
enum Role {
  COORDINATOR("coordinator", 8080),
  EDGE_PROXY("edge", 8787),
  LOAD_BALANCER("edge", 8090);

  private final String server;
  private final int port;

  Role(String server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * The role of that name.
   *
   * @throws Failure when there is none
   */
  static Role of(String service) {
    return Arrays.stream(values())
        .filter(role -> role.service().equals(service))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    "there is no '%s' at the edge, only %s"
                        .formatted(
                            service,
                            Arrays.stream(values())
                                .map(Role::service)
                                .collect(Collectors.joining(", "))),
                    Failure.USAGE,
                    null));
  }

  String service() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The Liberty server that runs it. */
  String server() {
    return server;
  }

  /** The catalogue's port. */
  int port() {
    return port;
  }
}
