package uk.org.rmatool.coordinator.traffic;

import jakarta.servlet.annotation.WebServlet;
import uk.org.rmatool.dataplane.RelayServlet;

/** Where service calls come in. */
@WebServlet(
    urlPatterns = {"/service/*", "/api/service/*"},
    asyncSupported = true)
public class ServiceServlet extends RelayServlet {
  private static final long serialVersionUID = 1L;

  /** This program's name. */
  static final String HOP = "coordinator";

  public ServiceServlet() {
    super(HOP);
  }
}
