package uk.org.rmatool.edge.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.RelayServlet;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.role.Role;

/** Where calls to the router's gateway for models come in; only a proxy passes them on. */
@WebServlet(urlPatterns = "/v1/*", asyncSupported = true)
public class ModelServlet extends RelayServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient EdgeRoleConfig config;

  public ModelServlet() {
    super("edge");
  }

  @Override
  protected void relay(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (config.role() != Role.EDGE_PROXY) {
      throw new PlatformException(
          ProblemType.NOT_FOUND,
          "A load-balancer passes /service/… on; /v1 is served by the router (%s) and by edge-proxies."
              .formatted(config.router()));
    }
    // The same rules for the path as for a service's.
    var call = ServiceCall.parse("/service" + request.getRequestURI(), request.getQueryString());
    relay(
        new ServiceCall(EdgeRoutes.PLATFORM, "/" + call.service() + call.path(), call.query()),
        request,
        response);
  }
}
