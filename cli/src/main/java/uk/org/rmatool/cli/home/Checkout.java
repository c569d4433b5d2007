package uk.org.rmatool.cli.home;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.org.rmatool.cli.console.Failure;

/**
 * The built checkout that the servers run from.
 *
 * @param root absolute
 */
public record Checkout(Path root) {
  public Checkout {
    root = root.toAbsolutePath().normalize();
  }

  /** Liberty's installation. */
  public Path liberty() {
    return root.resolve("target/liberty/wlp");
  }

  /** The configuration of {@code router}, {@code coordinator}, {@code worker} or {@code edge}. */
  public Path serverConfiguration(String server) {
    return root.resolve("src/main/liberty").resolve(server);
  }

  /** The folder whose files the servers' configurations include. */
  public Path sharedConfiguration() {
    return root.resolve("src/main/liberty");
  }

  /** The application that a server runs. */
  public Path application(String server) {
    return switch (server) {
      case "router" -> root.resolve("router-war/target/router.war");
      case "coordinator" -> root.resolve("coordinator-war/target/coordinator.war");
      case "worker" -> root.resolve("worker-ear/target/worker.ear");
      case "edge" -> root.resolve("edge-war/target/edge.war");
      default -> throw new IllegalArgumentException(server);
    };
  }

  /** The services that a worker launches. */
  public Path services() {
    return root.resolve("services");
  }

  /**
   * What the worker's application is made of, before the interfaces that Liberty brings for it.
   *
   * @param between what comes between the two
   * @throws Failure when it has not been built
   */
  public String workerClassPath(String between) {
    var application = root.resolve("worker-agent/target/worker-agent/WEB-INF");
    var interfaces = liberty().resolve("dev/api");
    requireBuilt(application.resolve("classes"));
    requireBuilt(interfaces);
    return Stream.of(
            application.resolve("classes").toString(),
            application.resolve("lib/*").toString(),
            between,
            interfaces.resolve("spec/*").toString(),
            interfaces.resolve("stable/*").toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Checks that everything that {@code rma up} starts has been built.
   *
   * @throws Failure naming the first thing that has not
   */
  public void requireBuilt() {
    var needed =
        List.of(
            liberty().resolve("bin/server"),
            application("router"),
            application("coordinator"),
            application("worker"),
            services().resolve("documents/target/rma-documents.jar"),
            serverConfiguration("router").resolve("server.xml"),
            serverConfiguration("coordinator").resolve("server.xml"),
            serverConfiguration("worker").resolve("server.xml"));
    needed.forEach(this::requireBuilt);
  }

  /**
   * Checks that one server has been built.
   *
   * @throws Failure naming the first thing that has not
   */
  public void requireBuilt(String server) {
    requireBuilt(liberty().resolve("bin/server"));
    requireBuilt(application(server));
    requireBuilt(serverConfiguration(server).resolve("server.xml"));
  }

  private void requireBuilt(Path file) {
    if (!Files.exists(file)) {
      throw new Failure(
          root.relativize(file)
              + " is missing in "
              + root
              + "; build it with: mvn -DskipTests package");
    }
  }
}
