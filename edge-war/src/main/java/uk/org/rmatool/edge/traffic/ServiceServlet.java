package uk.org.rmatool.edge.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import uk.org.rmatool.dataplane.RelayServlet;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.role.Role;

/** Where service calls come in. */
@WebServlet(
    urlPatterns = {"/service/*", "/api/service/*"},
    asyncSupported = true)
public class ServiceServlet extends RelayServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient EdgeRoleConfig config;

  public ServiceServlet() {
    super("edge");
  }

  @Override
  protected void relay(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var call = ServiceCall.parse(request.getRequestURI(), request.getQueryString());
    relay(
        config.role() == Role.EDGE_PROXY
            ? new ServiceCall(
                EdgeRoutes.PLATFORM, "/service/" + call.service() + call.path(), call.query())
            : call,
        request,
        response);
  }
}
