package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.membership.Standing.Registered;
import uk.org.rmatool.worker.membership.Standing.Unregistered;

/**
 * Keeps this worker registered: registers until it is accepted, then sends heartbeats until the
 * coordinator is lost or says that it does not know this worker, then registers again. One thread
 * does all of it.
 */
@Component
public class Membership {
  private static final Logger LOG = System.getLogger(Membership.class.getName());
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);
  private static final Backoff USUAL_BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Changes that come together are told together. */
  private static final Duration TOGETHER = Duration.ofMillis(200);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final Duration STOPPING = Duration.ofSeconds(3);
  private static final int LOST_AFTER = 3;
  private static final double JITTER = 0.1;

  private final MembershipConfig config;
  private final Identity identity;
  private final ControlPlane control;
  private final Announcements announcements;
  private final Launcher launcher;
  private final RandomGenerator random;
  private final Backoff backoff;

  private final Semaphore changes = new Semaphore(0);
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofVirtual().name("membership").unstarted(this::keepRegistered);
  private final Reassignment reassignment = new Reassignment();
  private volatile Standing standing = new Unregistered("the worker is starting");
  private volatile boolean everRegistered;
  private @Nullable String lastReason;

  @Inject
  Membership(
      MembershipConfig config,
      Identity identity,
      ControlPlane control,
      Announcements announcements,
      Launcher launcher,
      RandomGenerator random) {
    this(config, identity, control, announcements, launcher, random, USUAL_BACKOFF);
  }

  Membership(
      MembershipConfig config,
      Identity identity,
      ControlPlane control,
      Announcements announcements,
      Launcher launcher,
      RandomGenerator random,
      Backoff backoff) {
    this.config = config;
    this.identity = identity;
    this.control = control;
    this.announcements = announcements;
    this.launcher = launcher;
    this.random = random;
    this.backoff = backoff;
  }

  /** Begins to register. */
  public void start() {
    launcher.onChange(changes::release);
    thread.start();
  }

  /** Says goodbye, if anybody was told of this worker; takes a few seconds at most. */
  public void stop() {
    stop.countDown();
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        var unused = thread.join(STOPPING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    standing = new Unregistered("the worker is stopping");
    if (everRegistered) {
      var reply = control.unregister();
      LOG.log(Level.INFO, () -> "Unregistered. worker=%s reply=%s".formatted(identity.id(), reply));
    }
  }

  public Standing standing() {
    return standing;
  }

  /** The services that this worker was given last; empty before its first registration. */
  public List<String> assigned() {
    return List.copyOf(launcher.states().keySet());
  }

  /** Whether somebody still sees to it that the worker is registered. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void keepRegistered() {
    var failures = 0; // registrations in a row after which no heartbeat was accepted
    try {
      while (true) {
        failures = isHeardOfOnce() ? 1 : failures + 1;
        if (failures > 1) {
          pause(backoff.after(failures - 1, random));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Registers and sends heartbeats until lost; returns whether at least one was accepted. */
  private boolean isHeardOfOnce() throws InterruptedException {
    try {
      return beatUntilLost(interval(registerUntilAccepted(), USUAL_INTERVAL));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Keeping this worker registered failed; it is tried again.", e);
      unregistered("the worker failed; its log says why");
      return false;
    }
  }

  private JsonObject registerUntilAccepted() throws InterruptedException {
    for (var attempts = 1; ; attempts++) {
      var reply = control.register(announcements.registration());
      switch (reply) {
        case Reply.Accepted(var answer) -> {
          accepted(answer);
          return answer;
        }
        case Reply.Unknown(var reason) -> unregistered(reason);
        case Reply.Failed(var reason, var away) -> unregistered(reason);
      }
      pause(backoff.after(attempts, random));
    }
  }

  private void accepted(JsonObject answer) {
    var services = Announcements.assigned(answer);
    everRegistered = true;
    lastReason = null;
    reassignment.reset();
    standing = new Registered(services);
    LOG.log(
        Level.INFO,
        () ->
            "Registered. worker=%s coordinator=%s services=%s"
                .formatted(identity.id(), control.coordinator(), services));
    launcher.assign(services);
  }

  private void unregistered(String reason) {
    standing = new Unregistered(reason);
    if (!reason.equals(lastReason)) {
      lastReason = reason;
      LOG.log(
          Level.WARNING,
          () -> "Not registered; this is tried again until it works. reason=" + reason);
    }
  }

  /** Sends heartbeats; returns whether at least one was accepted. */
  private boolean beatUntilLost(Duration first) throws InterruptedException {
    var heard = false;
    var interval = first;
    var failures = 0;
    var pause = Duration.ZERO; // the first one goes out soon: it tells how the services are
    while (true) {
      awaitChange(pause);
      switch (control.heartbeat(announcements.heartbeat())) {
        case Reply.Accepted(var answer) -> {
          heard = true;
          failures = 0;
          reassign(answer);
          interval = interval(answer, interval);
          pause = jittered(reassignment.isOpen() ? shorter(interval, ASK_AGAIN) : interval);
        }
        case Reply.Unknown(var reason) -> {
          unregistered(reason);
          return heard;
        }
        case Reply.Failed(var reason, var away) -> {
          failures++;
          logFailure(reason, failures);
          if (failures >= LOST_AFTER) {
            unregistered(reason);
            return heard;
          }
          pause = backoff.after(failures, random);
        }
      }
    }
  }

  /**
   * Runs what the answer gives; a change is told with the next heartbeat, which goes out at once.
   */
  private void reassign(JsonObject answer) {
    var told = Announcements.reassigned(answer);
    if (told.isEmpty()) {
      reassignment.reset();
      return;
    }
    var had = assigned();
    var services = reassignment.next(had, told.get());
    if (!Set.copyOf(services).equals(Set.copyOf(had))) {
      standing = new Registered(services);
      LOG.log(Level.INFO, () -> "The services change. before=%s now=%s".formatted(had, services));
      launcher.assign(services);
    }
  }

  /** Waits for the pause to pass or a service to change, and a little for more changes. */
  private void awaitChange(Duration pause) throws InterruptedException {
    var unused = changes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
    pause(TOGETHER);
    changes.drainPermits();
  }

  private void pause(Duration time) throws InterruptedException {
    if (stop.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the worker is stopping");
    }
  }

  private Duration interval(JsonObject answer, Duration otherwise) {
    return config.heartbeatInterval().or(() -> Announcements.interval(answer)).orElse(otherwise);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration jittered(Duration interval) {
    var factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofNanos((long) (interval.toNanos() * factor));
  }

  private static void logFailure(String reason, int failures) {
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        () -> "A heartbeat failed. failures=%d reason=%s".formatted(failures, reason));
  }
}
