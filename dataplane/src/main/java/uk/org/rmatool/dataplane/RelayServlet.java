package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.ServletProblems;
import uk.org.rmatool.platform.http.Via;

/**
 * The entrance of service traffic, the same in every program; each maps its own subclass to <code>
 * /service/*</code> and <code>/api/service/*</code>. Every call has a virtual thread of its own.
 */
public abstract class RelayServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(RelayServlet.class.getName());

  /** Who served a call and why, one value for each hop, the first hop first. */
  public static final String ROUTE = Verdict.ROUTE;

  /** In answers that a hop gives itself: which error it is. */
  public static final String ERROR = Verdict.ERROR;

  private static final Duration BUSY = Duration.ofSeconds(2);

  @Inject private transient Dispatch dispatch;
  @Inject private transient Routes routes;
  @Inject private transient Traffic traffic;
  @Inject private transient RelayConfig config;

  private final String hop;
  private transient ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * A hop.
   *
   * @param hop this program's name in <code>Via</code> and in errors: router, coordinator or worker
   */
  protected RelayServlet(String hop) {
    this.hop = hop;
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Via.isLoop(request.getHeaders(Via.HEADER))) {
      answer(
          response,
          Problem.of(
                  ProblemType.UPSTREAM_FAILED,
                  "The call came back to the %s that had passed it on: a node has announced this %s's address as its own."
                      .formatted(hop, hop))
              .with("hop", hop));
      return;
    }
    if (traffic.inFlight() >= config.maxInFlight()) {
      answer(
          response,
          Problem.of(
                  ProblemType.SATURATED,
                  "The %s serves %d calls already, as many as it may."
                      .formatted(hop, config.maxInFlight()))
              .withRetryAfter(BUSY));
      return;
    }
    if (Tunnel.isWanted(request)) {
      run(request, response); // the container does not switch protocols of an asynchronous call
      return;
    }
    var async = request.startAsync(request, response);
    async.setTimeout(0); // the relay has deadlines of its own
    threads.execute(() -> run(async, request, response));
  }

  private void run(AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
    try {
      run(request, response);
    } finally {
      async.complete();
    }
  }

  private void run(HttpServletRequest request, HttpServletResponse response) {
    try {
      relay(request, response);
    } catch (PlatformException e) {
      answerOrAbort(response, e.problem());
    } catch (IOException e) {
      LOG.log(
          Level.DEBUG,
          () -> "A client left before its answer was complete. reason=" + e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A service call failed in a way that nobody foresaw.", e);
      answerOrAbort(
          response,
          Problem.of(ProblemType.INTERNAL_ERROR, "The " + hop + " failed; its log says why."));
    }
  }

  /**
   * Serves a request; it has a thread of its own.
   *
   * @throws PlatformException what the client is told, unless the answer has begun
   * @throws IOException when the client is gone
   */
  protected void relay(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    relay(ServiceCall.parse(request.getRequestURI(), request.getQueryString()), request, response);
  }

  /** Passes a call on and counts it, under its service's name once somebody is found for it. */
  protected final void relay(
      ServiceCall call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var counted = Traffic.NOBODY;
    var failed = true;
    traffic.started(counted);
    try {
      var candidates = routes.find(call, request);
      traffic.found(call.service());
      counted = call.service();
      failed = isFailure(dispatch.serve(call, candidates, request, response, hop));
    } catch (PlatformException e) {
      failed = isFailure(e.problem().status());
      throw e;
    } catch (IOException e) {
      failed = false; // the client left
      throw e;
    } finally {
      traffic.ended(counted, failed);
    }
  }

  private static boolean isFailure(int status) {
    return status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  private void answerOrAbort(HttpServletResponse response, Problem problem) {
    try {
      if (response.isCommitted()) {
        LOG.log(
            Level.DEBUG,
            () -> "An answer broke off after it had begun. reason=" + problem.detail());
        return;
      }
      resetKeepingCors(response);
      answer(response, problem);
    } catch (IOException e) {
      LOG.log(
          Level.DEBUG,
          () -> "A client left before it could be told of an error. reason=" + e.getMessage());
    }
  }

  /** Forgets what an upstream said, not what the CORS filter did before. */
  private static void resetKeepingCors(HttpServletResponse response) {
    var origin = response.getHeader("Access-Control-Allow-Origin");
    var vary = response.getHeader("Vary");
    response.reset();
    if (origin != null) {
      response.setHeader("Access-Control-Allow-Origin", origin);
    }
    if (vary != null) {
      response.setHeader("Vary", vary);
    }
  }

  /** Answers with a problem; nothing has been answered yet. */
  protected void answer(HttpServletResponse response, Problem problem) throws IOException {
    response.setHeader(Verdict.ERROR, problem.type().uri());
    ServletProblems.answer(response, problem);
  }
}
