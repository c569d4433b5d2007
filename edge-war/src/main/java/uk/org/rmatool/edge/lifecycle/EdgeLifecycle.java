package uk.org.rmatool.edge.lifecycle;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.role.Role;
import uk.org.rmatool.edge.upstream.Coordinators;
import uk.org.rmatool.edge.upstream.Reach;
import uk.org.rmatool.platform.wiring.Periodic;

/** Starts the housekeeping with the application; it ends with it. */
@WebListener
public class EdgeLifecycle implements ServletContextListener {
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration REACH = Duration.ofSeconds(1);

  @Inject private Periodic periodic;
  @Inject private EdgeRoleConfig config;
  @Inject private Coordinators coordinators;
  @Inject private Reach reach;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (config.role() == Role.LOAD_BALANCER) {
      periodic.nowAndEvery(ASK, "coordinators", this::learn);
    }
    periodic.every(REACH, "reach", reach::tick);
  }

  private void learn() {
    coordinators.ask();
    coordinators.look();
  }
}
