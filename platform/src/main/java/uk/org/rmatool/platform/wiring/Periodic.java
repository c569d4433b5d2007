package uk.org.rmatool.platform.wiring;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs the housekeeping of a program: each task again after a pause, whatever happened the last
 * time, until the application stops.
 */
@Component
public class Periodic {
  private static final Logger LOG = System.getLogger(Periodic.class.getName());

  @Resource private ManagedScheduledExecutorService executor;
  private final Queue<Future<?>> schedules = new ConcurrentLinkedQueue<>();

  /**
   * Runs the task after each pause, the first time after the first pause; a failure is logged and
   * changes nothing.
   */
  public void every(Duration pause, String name, Runnable task) {
    schedules.add(
        executor.scheduleWithFixedDelay(
            () -> guarded(name, task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Runs the task now and then after each pause. */
  public void nowAndEvery(Duration pause, String name, Runnable task) {
    guarded(name, task);
    every(pause, name, task);
  }

  @PreDestroy
  void stop() {
    schedules.forEach(schedule -> schedule.cancel(true));
  }

  private static void guarded(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, () -> "Housekeeping failed and will be tried again. task=" + name, e);
    }
  }
}
