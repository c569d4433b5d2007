package uk.org.rmatool.worker.hardware;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import uk.org.rmatool.worker.state.StateConfig;
import uk.org.rmatool.worker.state.StateFolder;

/** This machine, for other packages' tests: without GPUs, whatever it has. */
public final class TestHardware {
  private static final Machine MACHINE = new Machine();

  private TestHardware() {}

  public static Machine machine() {
    return MACHINE;
  }

  public static StateFolder state(Path folder) {
    return new StateFolder(new StateConfig(folder.toString()));
  }

  /** Commands on the test's own PATH. */
  public static Commands commands() {
    return commands(Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
  }

  public static Commands commands(String path) {
    return new Commands(new HardwareConfig("auto", path));
  }

  public static Detection detection(Path state) {
    return detection(state, new HardwareConfig("auto", ""));
  }

  /** As a worker of this type. */
  public static Detection detection(Path state, String type) {
    return detection(state, new HardwareConfig(type, ""));
  }

  /** With the vendors' tools of this search path, and so much given of a GPU's memory. */
  public static Detection detection(Path state, String path, long gpuMemoryMb) {
    return detection(
        state, new HardwareConfig("auto", path), new LimitsConfig(0, 0, 0, gpuMemoryMb, 0));
  }

  /** With so much given. */
  public static Detection detection(Path state, LimitsConfig limits) {
    return detection(state, new HardwareConfig("auto", ""), limits);
  }

  static Detection detection(Path state, HardwareConfig config) {
    return detection(state, config, new LimitsConfig(0, 0, 0, 0, 0));
  }

  static Detection detection(Path state, HardwareConfig config, LimitsConfig limits) {
    return detection(state, config, limits, Clock.systemUTC());
  }

  /** With the vendors' tools of this search path, by this clock. */
  public static Detection detection(Path state, String path, Clock clock) {
    return detection(state, new HardwareConfig("auto", path), clock);
  }

  static Detection detection(Path state, HardwareConfig config, Clock clock) {
    return detection(state, config, new LimitsConfig(0, 0, 0, 0, 0), clock);
  }

  private static Detection detection(
      Path state, HardwareConfig config, LimitsConfig limits, Clock clock) {
    var commands = new Commands(config);
    return new Detection(
        MACHINE,
        new GpuTool(commands),
        new GpuMeasurement(commands),
        commands,
        config,
        limits,
        state(state),
        clock);
  }

  public static LoadMeter load(Path state) {
    return new LoadMeter(MACHINE, new GpuTool(commands("")), detection(state), Clock.systemUTC());
  }
}
