package uk.org.rmatool.router.lifecycle;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.CleanupLock;
import uk.org.rmatool.platform.wiring.Periodic;
import uk.org.rmatool.router.coordinators.CoordinatorCleanup;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.EdgeLeaseConfig;
import uk.org.rmatool.router.coordinators.Probes;
import uk.org.rmatool.router.gateway.UsageLog;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.homes.Homes;
import uk.org.rmatool.router.homes.Rehoming;
import uk.org.rmatool.router.homes.WorkerIntents;
import uk.org.rmatool.router.identity.RouterIdentity;
import uk.org.rmatool.router.intents.Intents;
import uk.org.rmatool.router.replicas.Replicas;
import uk.org.rmatool.router.replicas.Topic;

/** Starts the housekeeping when the router starts, and ends it in order. */
@WebListener
public class RouterLifecycle implements ServletContextListener {
  private static final Duration LOAD = Duration.ofSeconds(1);
  private static final Duration RENEWALS = Duration.ofMillis(500);
  private static final Duration PROBES = Duration.ofSeconds(2);
  private static final Duration FOLLOW = Duration.ofMillis(500);
  private static final Duration HEAR = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration REHOMING = Duration.ofSeconds(1);
  private static final Duration FORGET = Duration.ofHours(1);
  private static final Duration USAGE = Duration.ofSeconds(1);

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  @Inject private Periodic periodic;
  @Inject private CoordinatorRegistry coordinators;
  @Inject private RouterIdentity identity;
  @Inject private Replicas replicas;
  @Inject private Intents intents;
  @Inject private Homes homes;
  @Inject private WorkerIntents workerIntents;
  @Inject private CoordinatorCleanup cleanup;
  @Inject private Probes probes;
  @Inject private Rehoming rehoming;
  @Inject private EdgeLeaseConfig leases;
  @Inject private UsageLog usage;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    periodic.nowAndEvery(
        LOAD, "load", this::load); // no call is answered before what is known is read
    periodic.every(RENEWALS, "renewals", this::writeRenewals);
    periodic.every(leases.cleanupInterval(), "cleanup", cleanup::run);
    periodic.every(PROBES, "probes", probes::run);
    var following = following();
    periodic.every(FOLLOW, "changes of other replicas", () -> follow(following));
    periodic.every(HEAR, "renewals of other replicas", this::hear);
    periodic.every(LOOK, "look", () -> coordinators.look(replicas.isFirst()));
    periodic.every(leases.cleanupInterval(), "evictions", this::evict);
    periodic.every(REHOMING, "rehoming", this::rehome);
    periodic.every(FORGET, "forget", this::forget);
    periodic.every(USAGE, "usage", usage::write);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    writeRenewals();
    usage.write();
  }

  private void load() {
    if (coordinators.isLoaded()) {
      return;
    }
    identity.share();
    replicas.start(); // first: what changes while the rest is read is given later
    intents.load();
    homes.load();
    coordinators.load();
  }

  private Following following() {
    return new Following(
        replicas::changed,
        Map.of(
            Topic.COORDINATOR, ids -> ids.forEach(coordinators::refresh),
            Topic.HOME, homes::refresh,
            Topic.COORDINATOR_INTENT, ids -> ids.forEach(this::coordinatorDecided),
            Topic.WORKER_INTENT, ids -> ids.forEach(this::workerDecided)));
  }

  private void coordinatorDecided(NodeId id) {
    intents.refresh(Subject.COORDINATOR, id);
    coordinators.evictIfRejected(id);
  }

  private void workerDecided(NodeId id) {
    intents.refresh(Subject.WORKER, id);
    workerIntents.evictIfRejected(id);
  }

  /** Those that came back while a decision was on its way, or from before a stop. */
  private void evict() {
    if (coordinators.isLoaded()) {
      coordinators.evictRejected();
      workerIntents.evictRejected();
    }
  }

  private void follow(Following following) {
    if (coordinators.isLoaded()) {
      following.run();
    }
  }

  private void hear() {
    replicas.present();
    if (replicas.areOthers() && coordinators.isLoaded()) {
      coordinators.hear();
    }
  }

  private void forget() {
    homes.forget();
    replicas.forget();
    usage.forget();
  }

  /** One replica at a time does it. */
  private void rehome() {
    if (rehoming.look()) {
      CleanupLock.whileHeld(database, "router.homes", rehoming::run);
    }
  }

  private void writeRenewals() {
    coordinators.writeRenewals();
    homes.writeRenewals();
  }
}
