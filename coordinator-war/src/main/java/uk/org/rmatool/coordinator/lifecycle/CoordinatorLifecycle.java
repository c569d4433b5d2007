package uk.org.rmatool.coordinator.lifecycle;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.dht.CoordinatorDht;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.Registrar;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Housekeeping;
import uk.org.rmatool.coordinator.workers.LeaseConfig;
import uk.org.rmatool.coordinator.workers.Rebalancing;
import uk.org.rmatool.coordinator.workers.WorkerCleanup;
import uk.org.rmatool.dataplane.GracefulShutdown;
import uk.org.rmatool.platform.wiring.Periodic;

/** Starts the housekeeping when the coordinator starts, and ends it in order. */
@WebListener
public class CoordinatorLifecycle implements ServletContextListener {
  private static final Duration REGISTRAR = Duration.ofMillis(500);
  private static final Duration CATALOGUE = Duration.ofSeconds(2);
  private static final Duration REBALANCING = Duration.ofSeconds(5);

  @Inject private Periodic periodic;
  @Inject private Fleet fleet;
  @Inject private Housekeeping housekeeping;
  @Inject private WorkerCleanup cleanup;
  @Inject private LeaseConfig leases;
  @Inject private Registrar registrar;
  @Inject private CoordinatorIdentity identity;
  @Inject private Catalogue catalogue;
  @Inject private Rebalancing rebalancing;
  @Inject private CoordinatorDht dht;
  @Inject private GracefulShutdown shutdown;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    housekeeping.start(periodic, identity::share);
    dht.start();
    periodic.every(leases.cleanupInterval(), "cleanup", cleanup::run);
    periodic.every(REGISTRAR, "registrar", registrar::tick);
    periodic.every(CATALOGUE, "catalogue", catalogue::reload);
    periodic.every(REBALANCING, "rebalancing", rebalancing::run);
    shutdown.onBegin(registrar::leave);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    shutdown.drain();
    dht.stop();
    fleet.writeRenewals();
    fleet.writePings();
  }
}
