package uk.org.rmatool.bench;

import java.util.function.LongSupplier;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.bench.stage.Server;

/** What a measurement takes: wall time, and CPU time of server, database and load generator. */
final class Cost {
  private final long start = System.nanoTime();
  private final LongSupplier server;
  private final LongSupplier database;
  private final LongSupplier generator;

  private Cost(Server server) {
    this.server = Cpu.since(server::cpuMicros);
    database = Cpu.since(server.database()::cpuMicros);
    generator = Cpu.since(() -> Cpu.micros(ProcessHandle.current().pid()));
  }

  static Cost of(Server server) {
    return new Cost(server);
  }

  /**
   * What one of so many calls took so far.
   *
   * @param perSecond calls a second
   * @param server microseconds of CPU time a call
   * @param database microseconds of CPU time a call
   * @param generator microseconds of CPU time a call
   */
  record PerCall(double perSecond, double server, double database, double generator) {}

  PerCall per(long calls) {
    var seconds = (System.nanoTime() - start) / 1e9;
    var all = (double) Math.max(1, calls);
    return new PerCall(
        calls / seconds,
        server.getAsLong() / all,
        database.getAsLong() / all,
        generator.getAsLong() / all);
  }
}
