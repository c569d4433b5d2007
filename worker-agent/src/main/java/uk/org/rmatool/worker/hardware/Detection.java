package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.state.StateFolder;

/**
 * Finds out what the machine has, and measures what it does. A machine with a GPU that answers is a
 * GPU worker, any other a CPU worker; storage and edge are roles that an operator gives, no
 * measurement makes a machine one.
 */
@Component
public class Detection {
  private static final Logger LOG = System.getLogger(Detection.class.getName());
  private static final long MB = 1024 * 1024;
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final List<String> COMMANDS_THAT_MATTER =
      List.of(
          "tesseract",
          "redis-server",
          "postgres",
          "chroma",
          "minio",
          "neo4j",
          "llama-server",
          "vllm",
          "docker",
          "podman",
          "cloudflared",
          "clpeak",
          "nvbandwidth");

  private final Machine machine;
  private final GpuTool gpuTool;
  private final GpuMeasurement gpuMeasurement;
  private final Commands commands;
  private final HardwareConfig config;
  private final LimitsConfig limits;
  private final StateFolder state;
  private final Clock clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable Known known;
  private Instant lookedAt = Instant.MIN;
  private final ReentrantLock measuring = new ReentrantLock();

  /** What is known of the machine. */
  private record Known(Hardware hardware, Optional<Benchmark> measured) {
    Known with(Hardware now) {
      return new Known(now, measured);
    }
  }

  @Inject
  Detection(
      Machine machine,
      GpuTool gpuTool,
      GpuMeasurement gpuMeasurement,
      Commands commands,
      HardwareConfig config,
      LimitsConfig limits,
      StateFolder state,
      Clock clock) {
    this.machine = machine;
    this.gpuTool = gpuTool;
    this.gpuMeasurement = gpuMeasurement;
    this.commands = commands;
    this.config = config;
    this.limits = limits;
    this.state = state;
    this.clock = clock;
  }

  /** What the machine has; looked up at the first call, which may take some seconds. */
  public Hardware hardware() {
    return known().hardware();
  }

  private Known known() {
    var now = known;
    if (now != null) {
      return now; // whoever asks does not wait for tools that are asked again
    }
    looking.lock();
    try {
      now = known;
      if (now == null) {
        now = new Known(look(gpuTool.look()), Optional.empty());
        known = now;
      }
      return now;
    } finally {
      looking.unlock();
    }
  }

  /**
   * Asks for GPUs again while a tool for them is there and they do not answer, as some drivers are
   * ready later than the worker; at most once a minute, and takes some seconds then.
   */
  public void awaitGpus() {
    looking.lock();
    try {
      var now = known;
      if (now == null || clock.instant().isBefore(lookedAt.plus(FRESH))) {
        return;
      }
      now.hardware()
          .gpuProblem()
          .ifPresent(problem -> known = now.with(askAgain(now.hardware(), problem)));
    } finally {
      looking.unlock();
    }
  }

  private Hardware askAgain(Hardware before, String problem) {
    var gpus = gpuTool.look();
    lookedAt = clock.instant();
    if (!gpus.problem().isEmpty()) {
      return before.withGpuProblem(gpus.problem());
    }
    if (!gpus.gpus().isEmpty()) {
      LOG.log(Level.INFO, () -> "The GPUs answer now. before=" + problem);
    }
    return look(gpus);
  }

  private Hardware look(GpuTool.Answer gpus) {
    var now = detect(gpus);
    lookedAt = clock.instant();
    LOG.log(Level.INFO, () -> "The machine was looked at. capabilities=" + now.toJson());
    return now;
  }

  /**
   * What the machine says that it has, and, apart from it under <code>measured</code>, what it was
   * seen to do; empty before {@link #measure}.
   */
  public JsonObject capabilities() {
    var now = known();
    var claimed = now.hardware().toJson();
    return now.measured()
        .map(it -> Json.createObjectBuilder(claimed).add("measured", it.toJson()).build())
        .orElse(claimed);
  }

  /** Measures, unless it has just been done; takes about a second, with GPUs up to minutes. */
  public Benchmark measure() {
    var last = measured();
    return last.filter(it -> it.at().plus(FRESH).isAfter(clock.instant()))
        .orElseGet(() -> measure(hardware(), hardware(), 0));
  }

  /**
   * Looks at the machine anew and measures it, whatever is known already.
   *
   * @param beside service calls that are served meanwhile
   */
  public Benchmark measureAgain(int beside) {
    var before = hardware();
    return measure(before, lookAnew(), beside);
  }

  private Hardware lookAnew() {
    looking.lock();
    try {
      return look(gpuTool.look());
    } finally {
      looking.unlock();
    }
  }

  private Benchmark measure(Hardware before, Hardware it, int beside) {
    measuring.lock();
    try {
      var now =
          Benchmark.run(
              it.cpuCores(), data(), () -> gpuMeasurement.measure(it.gpus()), beside, clock);
      LOG.log(Level.INFO, () -> "The machine was measured. measured=" + now.toJson());
      measured(before, it, now);
      return now;
    } finally {
      measuring.unlock();
    }
  }

  /** Both are known at once, so that they are announced once. */
  private void measured(Hardware before, Hardware it, Benchmark now) {
    looking.lock();
    try {
      var meanwhile = hardware();
      known = new Known(meanwhile.equals(before) ? it : meanwhile, Optional.of(now));
    } finally {
      looking.unlock();
    }
  }

  /** What it was seen to do last; empty before it was measured. */
  public Optional<Benchmark> measured() {
    return Optional.ofNullable(known).flatMap(Known::measured);
  }

  private Hardware detect(GpuTool.Answer gpus) {
    var type = config.type().orElse(gpus.gpus().isEmpty() ? WorkerType.CPU : WorkerType.GPU);
    return new Hardware(
        machine.hostname(),
        System.getProperty("os.name", "unknown"),
        System.getProperty("os.arch", "unknown"),
        machine.cpuModel(),
        limits.cpus(machine.cpuCores()),
        machine.allCpuCores(),
        limits.memoryBytes(machine.memoryBytes()),
        machine.allMemoryBytes(),
        diskFreeBytes(),
        machine.network(),
        gpus.gpus(),
        Optional.of(gpus.problem()).filter(problem -> !problem.isEmpty()),
        limits.givenGpuMemoryMb(),
        COMMANDS_THAT_MATTER.stream().filter(name -> commands.find(name).isPresent()).toList(),
        limits.toJson(),
        type);
  }

  /** What the owner gives at most. */
  public LimitsConfig limits() {
    return limits;
  }

  /**
   * Why services may write nothing more: they have taken all of the disk that the owner gives;
   * empty when they have not, or it is not limited.
   */
  public Optional<String> diskExceeded() {
    var given = limits.diskBytes();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      var taken = taken();
      return taken <= given.getAsLong()
          ? Optional.empty()
          : Optional.of(
              "the services' data takes %d MB of the disk, of which %d MB are given (WORKER_MAX_DISK_MB)"
                  .formatted(taken / MB, given.getAsLong() / MB));
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "What services take of the disk is not known. reason=" + e);
      return Optional.empty();
    }
  }

  /** What each process takes of each GPU's memory now; nothing where no tool tells. */
  public List<GpuProcess> gpuProcesses() {
    return gpuTool.processes();
  }

  /** Space in bytes that services may still take on the disk now. */
  public long diskFreeBytes() {
    try {
      var free = Files.getFileStore(existing(data())).getUsableSpace();
      var given = limits.diskBytes();
      return given.isPresent() ? Math.min(free, Math.max(0, given.getAsLong() - taken())) : free;
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "Free disk space is not known and counts as none. reason=" + e);
      return 0;
    }
  }

  /** Where services keep their data. */
  Path data() {
    return config.data().orElse(state.path());
  }

  /** By services, their data and whatever else the worker keeps. */
  private long taken() throws IOException {
    var within = data().startsWith(state.path());
    return taken(state.path()) + (within ? 0 : taken(data()));
  }

  static Path existing(Path path) {
    var there = path;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static long taken(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    var sum = new LongAdder();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.add(attributes.isRegularFile() ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof AccessDeniedException) {
              LOG.log(Level.WARNING, () -> "What this holds is not counted. reason=" + e);
            }
            return FileVisitResult.CONTINUE; // it has gone meanwhile
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE; // likewise
          }
        });
    return sum.sum();
  }
}
