package uk.org.rmatool.coordinator.lifecycle;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.registrar.Registrar;
import uk.org.rmatool.coordinator.workers.LeaseConfig;
import uk.org.rmatool.coordinator.workers.WorkerCleanup;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.wiring.Periodic;

/** Starts the housekeeping when the coordinator starts, and ends it in order. */
@WebListener
public class CoordinatorLifecycle implements ServletContextListener {
  private static final Duration LOAD = Duration.ofSeconds(1);
  private static final Duration RENEWALS = Duration.ofMillis(500);
  private static final Duration REGISTRAR = Duration.ofMillis(500);
  private static final Duration CATALOGUE = Duration.ofSeconds(2);

  @Inject private Periodic periodic;
  @Inject private WorkerRegistry registry;
  @Inject private WorkerCleanup cleanup;
  @Inject private LeaseConfig leases;
  @Inject private Registrar registrar;
  @Inject private Catalogue catalogue;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    periodic.nowAndEvery(
        LOAD, "load", registry::load); // no call is answered before what is known is read
    periodic.every(RENEWALS, "renewals", registry::writeRenewals);
    periodic.every(leases.cleanupInterval(), "cleanup", cleanup::run);
    periodic.every(REGISTRAR, "registrar", registrar::tick);
    periodic.every(CATALOGUE, "catalogue", catalogue::reload);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    registrar.leave();
    registry.writeRenewals();
  }
}
