package uk.org.rmatool.front;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Gives each stream a virtual thread of its own. */
final class StreamHandler extends Handler.Abstract.NonBlocking {
  private static final Duration BUSY = Duration.ofSeconds(2);

  private final Upstream upstream;
  private final Limits limits;
  private final Semaphore places;

  StreamHandler(Upstream upstream, Limits limits) {
    this.upstream = upstream;
    this.limits = limits;
    this.places = new Semaphore(limits.allStreams());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var stream = new Passage(upstream, limits, request, response, callback);
    if (!places.tryAcquire()) {
      stream.refuse(
          Problem.of(
                  ProblemType.SATURATED,
                  "This program serves %d streams already, as many as it may."
                      .formatted(limits.allStreams()))
              .withRetryAfter(BUSY));
      return true;
    }
    var thread =
        Thread.ofVirtual()
            .name("front-stream")
            .unstarted(
                () -> {
                  try {
                    stream.run();
                  } finally {
                    places.release();
                  }
                });
    request.addFailureListener(
        failure -> {
          stream.cancel();
          thread.interrupt();
        });
    request.addIdleTimeoutListener(timeout -> stream.waitsForClient());
    thread.start();
    return true;
  }
}
