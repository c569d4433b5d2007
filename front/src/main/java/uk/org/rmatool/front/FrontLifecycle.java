package uk.org.rmatool.front;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Has the front made when the application starts, and ended when calls have been drained. */
@WebListener
public class FrontLifecycle implements ServletContextListener {
  @Inject private Front front;

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    front.stop();
  }
}
