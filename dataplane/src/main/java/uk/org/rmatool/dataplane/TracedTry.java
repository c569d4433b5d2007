package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import uk.org.rmatool.dataplane.balancing.Attempt;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.platform.tracing.CallSpan;

/** Tells the trace of a call of one try to have it served, to its end. */
final class TracedTry {
  private static final TracedTry UNTRACED = new TracedTry(CallSpan.NONE);
  private static final double NANOS = 1e9;

  private final CallSpan span;
  private volatile String reason = "";

  private TracedTry(CallSpan span) {
    this.span = span;
  }

  /** A try begins; it ends with its attempt. */
  static TracedTry begin(
      HttpServletRequest call, String service, Upstream upstream, Pick pick, Attempt attempt) {
    var served = CallSpan.of(call);
    if (!served.isTraced()) {
      return UNTRACED;
    }
    var traced =
        new TracedTry(
            served
                .tries(call.getMethod(), upstream.base(), upstream.path())
                .with("rma.service", service)
                .with("rma.node", pick.node())
                .with("rma.route.why", pick.why()));
    attempt.whenEnded(traced::ended);
    return traced;
  }

  /** What the node is sent so that it goes on with the trace. */
  Map<String, String> headers() {
    return span.headers();
  }

  void answered(int status, Duration firstByte) {
    span.with("rma.first_byte_seconds", firstByte.toNanos() / NANOS).answered(status);
    if (status == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
      span.close(); // what follows is no part of the call
    }
  }

  /** It is not to end well; how it does says its attempt. */
  void failed(String why) {
    reason = why;
  }

  private void ended(String how) {
    switch (how) {
      case "ok", "server_error", "full" -> {} // its status says it
      case "client_left" -> span.with("rma.client_left");
      case Attempt.OUTRUN -> span.with("rma.outrun");
      default -> span.failed(how, reason);
    }
    span.close();
  }
}
