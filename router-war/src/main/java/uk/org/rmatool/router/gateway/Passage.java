package uk.org.rmatool.router.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import uk.org.rmatool.dataplane.ServiceCall;

/** Passes calls on to services, with all that the data plane does for them. */
@FunctionalInterface
interface Passage {
  /**
   * Serves a call.
   *
   * @throws uk.org.rmatool.api.PlatformException when nobody could serve it, or who did broke off
   * @throws IOException of {@code out}: the client is gone
   */
  void pass(ServiceCall call, HttpServletRequest in, HttpServletResponse out) throws IOException;
}
