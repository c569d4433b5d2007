package uk.org.rmatool.worker.traffic;

import jakarta.servlet.annotation.WebServlet;
import uk.org.rmatool.dataplane.RelayServlet;

/** The entrance of service traffic on a worker. */
@WebServlet(
    name = "service traffic",
    urlPatterns = {"/service/*", "/api/service/*"},
    asyncSupported = true,
    loadOnStartup = 1)
public class WorkerServlet extends RelayServlet {
  private static final long serialVersionUID = 1L;

  /** The name by which worker hops are known in <code>Via</code>. */
  static final String HOP = "worker";

  public WorkerServlet() {
    super(HOP);
  }
}
