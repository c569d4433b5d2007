package uk.org.rmatool.worker.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * <code>clpeak</code> (1.x) measures by OpenCL, whoever made the GPU. Of the widths that it tries
 * for each figure the best counts. It measures processors too, so only platforms of the vendors
 * whose tools told of GPUs are read.
 */
final class Clpeak implements GpuBenchmark {
  private static final Pattern PLATFORM = Pattern.compile("Platform: (.+)");
  private static final Pattern DEVICE = Pattern.compile("\\s+Device: (.+)");
  private static final Pattern TITLE = Pattern.compile("\\s+(\\S.*) \\((GBPS|GFLOPS|TFLOPS)\\)");
  private static final Pattern VALUE =
      Pattern.compile("\\s+(?:float|half)\\d{0,2}\\s*:\\s*(\\d{1,9}(?:\\.\\d{1,6})?)");
  private static final List<String> VENDORS = List.of("nvidia", "amd ", "advanced micro");
  private static final String MEMORY = "Global memory bandwidth";
  private static final String FLOATS = "Single-precision compute";
  private static final int MAX_DEVICES = 64;
  private static final double GIGA = 1e9;

  /** One device while its lines are read. */
  private static final class Device {
    private final String name;
    private double memory;
    private double floats;

    Device(String name) {
      this.name = name;
    }

    void take(String title, double value) {
      if (title.equals(MEMORY)) {
        memory = Math.max(memory, value);
      } else if (title.equals(FLOATS)) {
        floats = Math.max(floats, value);
      }
    }

    GpuSpeed speed() {
      return new GpuSpeed(name, some(memory), some(floats), OptionalLong.empty());
    }

    private static OptionalLong some(double value) {
      return value > 0 ? OptionalLong.of((long) value) : OptionalLong.empty();
    }
  }

  @Override
  public String program() {
    return "clpeak";
  }

  @Override
  public List<String> arguments() {
    return List.of("--global-bandwidth", "--compute-sp");
  }

  @Override
  public List<GpuSpeed> read(String output, List<Gpu> gpus) {
    var devices = new ArrayList<Device>();
    Optional<Device> device = Optional.empty();
    var vendors = false;
    var title = "";
    var unit = GIGA;
    for (var line : output.lines().toList()) {
      var platform = PLATFORM.matcher(line);
      var named = DEVICE.matcher(line);
      var titled = TITLE.matcher(line);
      var value = VALUE.matcher(line);
      if (platform.matches()) {
        vendors = isVendors(platform.group(1));
        device = Optional.empty();
      } else if (named.matches()) {
        device =
            vendors && devices.size() < MAX_DEVICES
                ? Optional.of(new Device(named.group(1).strip()))
                : Optional.empty();
        device.ifPresent(devices::add);
        title = "";
      } else if (titled.matches()) {
        title = titled.group(1);
        unit = titled.group(2).startsWith("T") ? GIGA * 1000 : GIGA;
      } else if (value.matches() && device.isPresent()) {
        device.get().take(title, Double.parseDouble(value.group(1)) * unit);
      }
    }
    return devices.stream().map(Device::speed).filter(GpuSpeed::isMeasured).toList();
  }

  private static boolean isVendors(String platform) {
    var name = platform.toLowerCase(Locale.ROOT);
    return VENDORS.stream().anyMatch(name::startsWith);
  }
}
