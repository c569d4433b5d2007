package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
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
import uk.org.rmatool.worker.membership.PingChannel.Renewal;
import uk.org.rmatool.worker.membership.Standing.Registered;
import uk.org.rmatool.worker.membership.Standing.Unregistered;

/**
 * Keeps this worker registered: registers until it is accepted, then sends heartbeats, or pings
 * from its DHT node while these are answered, until the coordinator is lost or says that it does
 * not know this worker, then registers again. One thread does all of it.
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

  private final Pace pace;
  private final Identity identity;
  private final ControlPlane control;
  private final Announcements announcements;
  private final Launcher launcher;
  private final LeasePings pings;
  private final Clock clock;
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
      LeasePings pings,
      Clock clock,
      RandomGenerator random) {
    this(config, identity, control, announcements, launcher, pings, clock, random, USUAL_BACKOFF);
  }

  Membership(
      MembershipConfig config,
      Identity identity,
      ControlPlane control,
      Announcements announcements,
      Launcher launcher,
      LeasePings pings,
      Clock clock,
      RandomGenerator random,
      Backoff backoff) {
    this.pace = new Pace(config, random);
    this.identity = identity;
    this.control = control;
    this.announcements = announcements;
    this.launcher = launcher;
    this.pings = pings;
    this.clock = clock;
    this.random = random;
    this.backoff = backoff;
  }

  /** Begins to register. */
  public void start() {
    announcements.onChange(changes::release);
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
      return beatUntilLost(pace.interval(registerUntilAccepted(), USUAL_INTERVAL));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Keeping this worker registered failed; it is tried again.", e);
      unregistered("the worker failed; its log says why");
      return false;
    }
  }

  private JsonObject registerUntilAccepted() throws InterruptedException {
    for (var attempts = 1; ; attempts++) {
      var registration = announcements.registration();
      switch (control.register(registration)) {
        case Reply.Accepted(var answer) -> {
          accepted(registration, answer);
          return answer;
        }
        case Reply.Unknown(var reason) -> unregistered(reason);
        case Reply.Failed(var reason, var away) -> {
          unregistered(reason);
          pings.renew(); // its coordinator may be there, and only the router away
        }
      }
      // Whoever comes back counts the lease from then on: no pause is longer than it allows.
      pause(Pace.shorter(backoff.after(attempts, random), pings.interval()));
    }
  }

  private void accepted(JsonObject registration, JsonObject answer) {
    announcements.registered(registration, answer, !everRegistered);
    var services = Announcements.assigned(answer);
    everRegistered = true;
    lastReason = null;
    reassignment.reset();
    pings.told(answer);
    standing = new Registered(services);
    LOG.log(
        Level.INFO,
        () ->
            "Registered. worker=%s coordinator=%s services=%s"
                .formatted(identity.id(), control.coordinator(), services));
    launcher.assign(services);
  }

  /** Registers once more with what is new about it; if not now, then next time. */
  private void announceNews() {
    var registration = announcements.registration();
    if (control.register(registration) instanceof Reply.Accepted(var answer)) {
      accepted(registration, answer);
    }
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

  /** Sends heartbeats, or pings as long as these do; whether at least one was accepted. */
  private boolean beatUntilLost(Duration first) throws InterruptedException {
    var heard = false;
    var interval = first;
    var failures = 0;
    var pause = Duration.ZERO; // the first one goes out soon: it tells how the services are
    var last = new LastHeartbeat(clock, random);
    while (true) {
      awaitChange(pause);
      if (announcements.isOutdated()) {
        announceNews();
      }
      var heartbeat = announcements.heartbeat();
      if (pings.isHeld() && !last.isDue(heartbeat) && !reassignment.isOpen()) {
        var renewal = pings.renew();
        if (renewal != Renewal.FAILED) {
          pause = renewal == Renewal.DONE ? pace.jittered(pings.interval()) : pings.again();
          continue;
        }
      }
      switch (control.heartbeat(heartbeat)) {
        case Reply.Accepted(var answer) -> {
          heard = true;
          failures = 0;
          announcements.learn(answer);
          last.accepted(heartbeat);
          reassign(answer);
          interval = pace.interval(answer, interval);
          pause =
              pace.jittered(reassignment.isOpen() ? Pace.shorter(interval, ASK_AGAIN) : interval);
          if (isPinging(answer) && !reassignment.isOpen()) {
            pause = pace.jittered(pings.interval());
          }
        }
        case Reply.Unknown(var reason) -> {
          unregistered(reason);
          return heard;
        }
        case Reply.Failed(var reason, var away) -> {
          if (away && pings.isHeld() && pings.renew() == Renewal.DONE) {
            pause = pace.jittered(pings.interval()); // the lease is renewed, and it is told later
            continue;
          }
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

  /** Whether pings renew the lease from now on; not where heartbeats have a set pace. */
  private boolean isPinging(JsonObject answer) {
    if (pace.isSet()) {
      return false;
    }
    pings.told(answer);
    return pings.isHeld() || pings.renew() == Renewal.DONE;
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

  private static void logFailure(String reason, int failures) {
    LOG.log(
        failures == 1 ? Level.WARNING : Level.DEBUG,
        () -> "A heartbeat failed. failures=%d reason=%s".formatted(failures, reason));
  }
}
