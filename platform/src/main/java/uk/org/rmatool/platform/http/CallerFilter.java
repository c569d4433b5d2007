package uk.org.rmatool.platform.http;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.identity.Caller;
import uk.org.rmatool.platform.identity.Callers;
import uk.org.rmatool.platform.wiring.Component;

/** Reads the body within its limit and works out who is calling, before any resource is asked. */
@Component
@Provider
@Priority(Priorities.AUTHENTICATION)
public class CallerFilter implements ContainerRequestFilter {
  private static final String CALLER = "uk.org.rmatool.caller";
  private static final String BODY = "uk.org.rmatool.body";

  @Context private HttpServletRequest servletRequest;
  @Inject private HttpConfig config;
  @Inject private Clock clock;

  /** Who makes this call. */
  public static Caller caller(HttpServletRequest request) {
    return (Caller) request.getAttribute(CALLER);
  }

  /** The body as it was sent, to be passed on as it is. */
  public static byte[] body(HttpServletRequest request) {
    return (byte[]) request.getAttribute(BODY);
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (Via.isLoop(servletRequest.getHeaders(Via.HEADER))) {
      throw new PlatformException(
          ProblemType.UPSTREAM_FAILED,
          "This call came from this program itself: a node has announced this program's address as"
              + " its own.");
    }
    var body = read(request);
    request.setEntityStream(new ByteArrayInputStream(body));
    request.setProperty(BODY, body);
    request.setProperty(CALLER, Callers.identify(servletRequest, body, clock.instant()));
  }

  private byte[] read(ContainerRequestContext request) throws IOException {
    var limit = config.maxBodyBytes();
    if (servletRequest.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    var body = request.getEntityStream().readNBytes(limit + 1);
    if (body.length > limit) {
      throw tooLarge(limit);
    }
    return body;
  }

  private static PlatformException tooLarge(int limit) {
    return new PlatformException(
        ProblemType.TOO_LARGE,
        "The body is larger than the %d bytes that a control call may have.".formatted(limit));
  }
}
