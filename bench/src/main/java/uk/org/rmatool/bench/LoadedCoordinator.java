package uk.org.rmatool.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import uk.org.rmatool.bench.load.Generator;
import uk.org.rmatool.bench.load.Latencies;
import uk.org.rmatool.bench.load.Template;
import uk.org.rmatool.bench.stage.Server;
import uk.org.rmatool.bench.stage.Stage;
import uk.org.rmatool.cli.console.Failure;

/** A coordinator of its own, a fleet, and connections between them. */
final class LoadedCoordinator implements AutoCloseable {
  /** Where nobody answers: these workers get no calls. */
  private static final String NOWHERE = "http://127.0.0.77:9";

  private static final int FIRST_OTHER = 900_000;

  private final Stage stage;
  private final Server server;
  private final Fleet fleet;
  private final Generator generator;
  private final BenchOptions options;

  LoadedCoordinator(Path root, BenchOptions options, Map<String, String> settings)
      throws Exception {
    this.options = options;
    stage = new Stage(root);
    try {
      server = stage.coordinator(settings);
      System.out.println("coordinator: " + settings);
      fleet =
          new Fleet(
              server.host(), NOWHERE, options.workers, options.oursPercent, options.signedPercent);
      generator = new Generator(server.address(), options.connections);
    } catch (Exception e) {
      stage.close();
      throw e;
    }
  }

  Server server() {
    return server;
  }

  Fleet fleet() {
    return fleet;
  }

  Generator generator() {
    return generator;
  }

  /** Registers workers. */
  void register(int first, int count) throws IOException {
    all(new OneEach(fleet::writeRegistration, first, count));
  }

  /** Lets other workers register and leave again, so that the server's code is compiled. */
  void warmUp(int workers) throws IOException {
    var others = new Fleet(server.host(), NOWHERE, 0, options.oursPercent, 0);
    all(new OneEach(others::writeRegistration, FIRST_OTHER, workers));
    var leave = Template.delete(server.host(), "/api/worker/unregister/bench-" + Template.NUMBER);
    all(new OneEach(leave::write, FIRST_OTHER, workers));
  }

  private void all(OneEach calls) throws IOException {
    if (generator.run(calls) > 0) {
      throw new Failure("some calls are not answered");
    }
    requireGood(calls.latencies());
  }

  /** Figures of calls that failed mean nothing. */
  static void requireGood(Latencies latencies) {
    if (latencies.errors() > 0) {
      throw new Failure(
          "%d of %d calls failed, first with %s"
              .formatted(latencies.errors(), latencies.count(), latencies.firstError()));
    }
  }

  /** Lets each of the first workers send heartbeats, this many each. */
  void heartbeat(int workers, int times) throws IOException {
    var heartbeats = new Heartbeats(fleet, workers, options.rate / 2.0, (long) workers * times);
    generator.run(heartbeats);
    requireGood(heartbeats.latencies());
  }

  /** Does something, and makes a flight recording of it if that is wanted. */
  void recorded(String name, Work work) throws Exception {
    if (options.recordings().isEmpty()) {
      work.run();
      return;
    }
    server.record();
    work.run();
    var folder = options.recordings().get();
    Files.createDirectories(folder);
    server.recorded(folder.resolve(name + ".jfr"));
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  @Override
  public void close() throws IOException {
    generator.close();
    stage.close();
  }
}
