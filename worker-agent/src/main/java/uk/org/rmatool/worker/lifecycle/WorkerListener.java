package uk.org.rmatool.worker.lifecycle;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Starts the worker with the application and stops it with it. */
@WebListener
public class WorkerListener implements ServletContextListener {
  private static final Logger LOG = System.getLogger(WorkerListener.class.getName());

  @Inject private Instance<Worker> lookup;
  private @Nullable Worker worker;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      var found = lookup.get();
      found.start();
      worker = found;
    } catch (RuntimeException e) {
      var reason = reason(e);
      LOG.log(Level.ERROR, () -> "The worker cannot start: " + reason);
      LOG.log(Level.DEBUG, "The worker cannot start.", e);
      // Without its cause: the container would print all of it, twice.
      throw new IllegalStateException("The worker cannot start: " + reason);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (worker != null) {
      worker.stop();
    }
  }

  /** The sentence that says what is wrong, from below whatever the container wrapped it in. */
  private static String reason(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof IllegalArgumentException || e instanceof java.io.UncheckedIOException) {
        return String.valueOf(e.getMessage());
      }
    }
    return error.toString();
  }
}
