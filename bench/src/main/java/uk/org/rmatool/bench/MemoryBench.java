package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.cli.console.Failure;

/**
 * Heap that an idle worker takes: objects that can be reached after a full collection, with many
 * workers and with a few, so that what the server takes anyway does not count.
 */
final class MemoryBench {
  private static final int FEW = 1_000;
  private static final long SETTLE_SECONDS = 5;
  private static final int CLASSES_SHOWN = 20;

  private MemoryBench() {}

  static void run(Path root, BenchOptions options) throws Exception {
    if (options.workers <= FEW) {
      throw new Failure("memory needs more than %d workers".formatted(FEW), Failure.USAGE, null);
    }
    try (var coordinator = new LoadedCoordinator(root, options, options.manyWorkers())) {
      var table = new Table("workers", "each has sent", "live heap MB", "bytes a worker");
      coordinator.register(0, FEW);
      coordinator.heartbeat(FEW, 3);
      var few = heap(coordinator);
      table.row(FEW, "a heartbeat", few / 1e6, "");
      coordinator.register(FEW, options.workers - FEW);
      var more = (double) options.workers - FEW;
      var registered = heap(coordinator);
      table.row(options.workers, "its registration", registered / 1e6, (registered - few) / more);
      coordinator.heartbeat(options.workers, 1);
      var many = heap(coordinator);
      table.row(options.workers, "a heartbeat", many / 1e6, (many - few) / more);
      System.out.println();
      coordinator
          .server()
          .classHistogram()
          .lines()
          .limit(CLASSES_SHOWN)
          .forEach(line -> System.out.println("    " + line));
    }
  }

  private static double heap(LoadedCoordinator coordinator) throws Exception {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS); // renewals are written
    return coordinator.server().liveHeapBytes();
  }
}
