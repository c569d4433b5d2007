package uk.org.rmatool.worker.owner;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.OthersLoad;
import uk.org.rmatool.worker.launcher.Launcher;

/**
 * Pauses all services while the owner does not give the machine, or they have taken all of the disk
 * that is given, and resumes them after; has their memory watched.
 */
@Component
public class OwnerControl {
  private static final Logger LOG = System.getLogger(OwnerControl.class.getName());
  private static final Duration LOOK_AT_MEMORY = Duration.ofSeconds(1);

  /** Of the looks at memory each so manieth is one at all else. */
  private static final int LOOK = 5;

  /** Every file is looked at. */
  static final Duration LOOK_AT_DISK = Duration.ofMinutes(1);

  private final OwnerConfig config;
  private final Permission permission;
  private final DoubleSupplier others;
  private final Detection detection;
  private final Launcher launcher;
  private final MemoryWatch memory;
  private final Clock clock;
  private Instant diskLooked = Instant.MIN;
  private Optional<String> diskRefusal = Optional.empty();
  private final CountDownLatch stop = new CountDownLatch(1);

  @Inject
  OwnerControl(
      OwnerConfig config,
      OthersLoad others,
      Detection detection,
      Launcher launcher,
      MemoryWatch memory,
      Clock clock) {
    this(config, others::share, detection, launcher, memory, clock);
  }

  OwnerControl(
      OwnerConfig config,
      DoubleSupplier others,
      Detection detection,
      Launcher launcher,
      MemoryWatch memory,
      Clock clock) {
    this.config = config;
    this.permission = new Permission(config.hours(), config.pauseLoad(), config.zone());
    this.others = others;
    this.detection = detection;
    this.launcher = launcher;
    this.memory = memory;
    this.clock = clock;
  }

  /** Looks at once, and from then on every few seconds. */
  public void start() {
    lookIfWished();
    Thread.ofVirtual().name("owner").start(this::run);
  }

  public void stop() {
    stop.countDown();
  }

  private void run() {
    try {
      for (var i = 1; !stop.await(LOOK_AT_MEMORY.toSeconds(), TimeUnit.SECONDS); i++) {
        memory.look();
        if (i % LOOK == 0) {
          lookIfWished();
          memory.lookAtGpus();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookIfWished() {
    if (!config.isAlways() || detection.limits().diskMb() > 0) {
      look();
    }
  }

  void look() {
    var now = clock.instant();
    if (!now.isBefore(diskLooked.plus(LOOK_AT_DISK))) {
      diskLooked = now;
      diskRefusal = detection.diskExceeded();
    }
    var refusal = permission.refusal(now, others.getAsDouble()).or(() -> diskRefusal);
    if (!launcher.paused().equals(refusal)) {
      tell(refusal);
      refusal.ifPresentOrElse(launcher::pause, launcher::resume);
    }
  }

  private static void tell(Optional<String> refusal) {
    LOG.log(
        Level.INFO,
        () ->
            refusal
                .map(reason -> "Services pause. reason=" + reason)
                .orElse("Services go on after a pause."));
  }
}
