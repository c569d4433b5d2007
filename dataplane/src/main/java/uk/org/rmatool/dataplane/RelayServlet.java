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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.ServletProblems;
import uk.org.rmatool.platform.http.Via;
import uk.org.rmatool.platform.tracing.CallSpan;
import uk.org.rmatool.platform.tracing.Tracing;

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
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final List<String> OF_FILTERS =
      List.of("Access-Control-Allow-Origin", "Vary", "Connection", Tracing.HEADER);

  @Inject private transient Dispatch dispatch;
  @Inject private transient Routes routes;
  @Inject private transient Traffic traffic;
  @Inject private transient RelayConfig config;
  @Inject private transient Departures departures;
  @Inject private transient Tracing tracing;
  @Inject private transient GracefulShutdown shutdown;

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

  /** Waits for the calls in flight, within limits; those that are left are told, or cut off. */
  @Override
  public void destroy() {
    shutdown.drain();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "Some calls do not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var span = tracing.serve(request, response, hop);
    var refusal = refusal(request);
    if (refusal.isPresent()) {
      try (span) {
        answer(response, refusal.get(), span);
      }
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

  /** Why a call is not even looked at. */
  private Optional<Problem> refusal(HttpServletRequest request) {
    if (Via.isLoop(request.getHeaders(Via.HEADER))) {
      return Optional.of(
          Problem.of(
                  ProblemType.UPSTREAM_FAILED,
                  "The call came back to the %s that had passed it on: a node has announced this %s's address as its own."
                      .formatted(hop, hop))
              .with("hop", hop));
    }
    if (traffic.inFlight() >= config.maxInFlight()) {
      return Optional.of(
          Problem.of(
                  ProblemType.SATURATED,
                  "The %s serves %d calls already, as many as it may."
                      .formatted(hop, config.maxInFlight()))
              .withRetryAfter(BUSY));
    }
    return Optional.empty();
  }

  private void run(AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
    var client = departures.watch(request);
    try {
      run(request, response);
    } finally {
      client.close();
      var unused = Thread.interrupted(); // what is left to do is the container's
      async.complete();
    }
  }

  private void run(HttpServletRequest request, HttpServletResponse response) {
    try (var span = CallSpan.of(request)) {
      run(request, response, span);
    }
  }

  private void run(HttpServletRequest request, HttpServletResponse response, CallSpan span) {
    try {
      relay(request, response);
      tell(span, response);
    } catch (PlatformException e) {
      answerOrAbort(request, response, e.problem(), span);
    } catch (IOException e) {
      if (shutdown.isOver()) {
        var unused = Thread.interrupted(); // or it could not be told
        answerOrAbort(request, response, GracefulShutdown.problem(hop), span);
      } else {
        span.with("rma.client_left");
        LOG.log(
            Level.DEBUG,
            () -> "A client left before its answer was complete. reason=" + e.getMessage());
        ClientConnection.cut(request);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "A service call failed in a way that nobody foresaw.", e);
      answerOrAbort(
          request,
          response,
          Problem.of(ProblemType.INTERNAL_ERROR, "The " + hop + " failed; its log says why."),
          span);
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
    var begun = System.nanoTime();
    traffic.started(counted);
    try {
      var candidates = routes.find(call, request);
      traffic.found(call.service());
      counted = call.service();
      CallSpan.of(request).with("rma.service", counted);
      failed = isFailure(dispatch.serve(call, candidates, request, response, hop));
    } catch (PlatformException e) {
      failed = isFailure(e.problem().status()) && !Thread.currentThread().isInterrupted();
      throw e;
    } catch (IOException e) {
      failed = false; // the client left
      throw e;
    } finally {
      traffic.ended(counted, failed, System.nanoTime() - begun);
    }
  }

  private static boolean isFailure(int status) {
    return status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  private void answerOrAbort(
      HttpServletRequest request, HttpServletResponse response, Problem problem, CallSpan span) {
    try {
      if (response.isCommitted()) {
        tell(span, response);
        span.failed(problem.type().uri(), problem.detail());
        LOG.log(
            Level.DEBUG,
            () -> "An answer broke off after it had begun. reason=" + problem.detail());
        ClientConnection.cut(request);
        return;
      }
      resetToFilters(response);
      if (problem.type() == ProblemType.MALFORMED_REQUEST) {
        response.setHeader("Connection", "close"); // what follows may be malformed too
      }
      answer(response, problem, span);
    } catch (IOException e) {
      LOG.log(
          Level.DEBUG,
          () -> "A client left before it could be told of an error. reason=" + e.getMessage());
    }
  }

  /** Forgets what an upstream said, not what the filters did before. */
  private static void resetToFilters(HttpServletResponse response) {
    var kept = new HashMap<String, String>();
    for (var name : OF_FILTERS) {
      var value = response.getHeader(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    response.reset();
    kept.forEach(response::setHeader);
  }

  private void answer(HttpServletResponse response, Problem problem, CallSpan span)
      throws IOException {
    answer(response, problem);
    span.with("rma.error", problem.type().uri());
    tell(span, response);
  }

  private static void tell(CallSpan span, HttpServletResponse response) {
    if (span.isTraced()) {
      span.answered(response.getStatus());
    }
  }

  /** Answers with a problem; nothing has been answered yet. */
  protected void answer(HttpServletResponse response, Problem problem) throws IOException {
    response.setHeader(Verdict.ERROR, problem.type().uri());
    ServletProblems.answer(response, problem);
  }
}
