package uk.org.rmatool.front;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives each stream a virtual thread of its own. */
final class StreamHandler extends Handler.Abstract.NonBlocking {
  private final Upstream upstream;
  private final Limits limits;

  StreamHandler(Upstream upstream, Limits limits) {
    this.upstream = upstream;
    this.limits = limits;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var stream = new Passage(upstream, limits, request, response, callback);
    var thread = Thread.ofVirtual().name("front-stream").unstarted(stream::run);
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
