package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Stream;
import uk.org.rmatool.platform.wiring.Component;

/**
 * How much of the processors others than this worker and what it started use. What its processes
 * took in a time is taken off what all took in it. Safe for any number of threads.
 */
@Component
public class OthersLoad {
  private final Machine machine;
  private long[] ticks;
  private Duration own;
  private long at;

  @Inject
  public OthersLoad(Machine machine) {
    this.machine = machine;
    this.ticks = machine.cpuTicks();
    this.own = ownTime();
    this.at = System.nanoTime();
  }

  /** Share of all processors since the last reading, 0 to 1. */
  public synchronized double share() {
    var now = System.nanoTime();
    var all = machine.cpuLoadSince(ticks);
    var spent = ownTime();
    var ours = (double) spent.minus(own).toNanos() / Math.max(1, now - at) / machine.allCpuCores();
    ticks = machine.cpuTicks();
    own = spent;
    at = now;
    return Math.clamp(all - Math.max(0, ours), 0, 1);
  }

  private static Duration ownTime() {
    var self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
        .flatMap(it -> it.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
