package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;

/**
 * How a program ends: it takes leave of whoever sends it calls, and those in flight may finish for
 * a while. The container accepts no connections any more when this begins.
 */
@Component
public class GracefulShutdown {
  private static final Logger LOG = System.getLogger(GracefulShutdown.class.getName());
  private static final long POLL_MILLIS = 20;

  private final Traffic traffic;
  private final RelayConfig config;
  private final List<Runnable> leaves = new CopyOnWriteArrayList<>();
  private boolean drained;
  private final CountDownLatch over = new CountDownLatch(1);

  @Inject
  public GracefulShutdown(Traffic traffic, RelayConfig config) {
    this.traffic = traffic;
    this.config = config;
  }

  /** Has something done before the calls in flight are waited for, such as taking leave. */
  public void onBegin(Runnable leave) {
    leaves.add(leave);
  }

  /**
   * Returns when no call is in flight any more, or <code>SERVICE_DRAIN</code> after it was called
   * first. Whoever calls it begins the end of the program.
   */
  public synchronized void drain() {
    if (drained) {
      return;
    }
    drained = true;
    leaves.forEach(GracefulShutdown::run);
    var deadline = System.nanoTime() + config.drain().toNanos();
    try {
      do {
        // At least once: a call may have come and not be counted yet.
        var unused = over.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } while (traffic.inFlight() > 0 && System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    over.countDown();
  }

  /**
   * What a call is told that has to end.
   *
   * @param hop this program's name
   */
  static Problem problem(String hop) {
    return Problem.of(
        ProblemType.UPSTREAM_FAILED,
        "The %s is stopping, and the call took longer than it waits.".formatted(hop));
  }

  private static void run(Runnable leave) {
    try {
      leave.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Not everybody was told that this program stops.", e);
    }
  }

  /** Whether calls that are still in flight have to end now. */
  boolean isOver() {
    return over.getCount() == 0;
  }
}
